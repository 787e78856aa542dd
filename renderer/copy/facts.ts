/** One plain sentence for every observed fact, in the past tense and without adjectives. */
import type { FactKind, FieldState } from "#shared/model/fact.ts";
import type { Language } from "#shared/model/words.ts";

/** What a fact's sentence may quote; absent parts are empty strings. */
export type FactParts = {
  readonly step: string;
  readonly field: string;
  readonly fieldState: FieldState | null;
  /** Readable reason or topic. */
  readonly reason: string;
  readonly method: "face" | "sms" | "id-document" | null;
  readonly flow: string;
};

type FactSentences = Readonly<Record<FactKind, (parts: FactParts) => string>>;

/** Machine codes of the demo flows (`customer/demo/rules`); an unknown code is shown as it is. */
const reasons: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  "zh-CN": {
    "above-limit": "超过可贷额度",
    "amount-format": "金额格式不正确",
    "amount-range": "金额超出范围",
    "amount-step": "金额不是规定的整数倍",
    "below-minimum": "低于起点金额",
    "camera-unavailable": "无法使用相机",
    network: "网络不通",
    timeout: "没有等到回应",
    refused: "银行没有接受",
    "face-check": "人脸核验",
    "code-check": "验证码核对",
    "credit-check": "征信查询",
    "code-expired": "验证码已过期",
    "code-wrong": "验证码不正确",
    "date-format": "日期格式不正确",
    "date-past": "日期已过",
    "digits-format": "位数不正确",
    "face-mismatch": "与证件照不一致",
    "face-not-found": "未检测到正脸",
    "file-size": "文件过大",
    "file-type": "文件类型不支持",
    "future-date": "日期不能晚于今天",
    "id-checksum": "证件号码校验不通过",
    "id-format": "证件号码格式不正确",
    "id-mismatch": "证件号码与留存不一致",
    "light-too-low": "光线不足",
    "name-format": "姓名格式不正确",
    "name-mismatch": "姓名与留存不一致",
    "not-agreed": "未勾选同意",
    "password-wrong": "密码不正确",
    "phone-format": "手机号格式不正确",
    "policy-format": "保单号格式不正确",
    required: "必填项为空",
    "same-as-settlor": "与委托人相同",
    "share-range": "比例超出范围",
    "shares-total": "比例合计不是 100%",
    "text-length": "字数不符合要求",
    "unknown-option": "选项不可用",
  },
  en: {
    "above-limit": "above the limit",
    "amount-format": "bad amount",
    "amount-range": "amount out of range",
    "amount-step": "amount not a whole step",
    "below-minimum": "below the minimum",
    "camera-unavailable": "camera unavailable",
    network: "no network",
    timeout: "no answer",
    refused: "not accepted by the bank",
    "face-check": "face check",
    "code-check": "code check",
    "credit-check": "credit enquiry",
    "code-expired": "code expired",
    "code-wrong": "wrong code",
    "date-format": "bad date",
    "date-past": "date is past",
    "digits-format": "wrong number of digits",
    "face-mismatch": "does not match the ID photo",
    "face-not-found": "no face found",
    "file-size": "file too large",
    "file-type": "file type not accepted",
    "future-date": "date is in the future",
    "id-checksum": "ID checksum fails",
    "id-format": "bad ID number",
    "id-mismatch": "ID differs from the record",
    "light-too-low": "too little light",
    "name-format": "bad name",
    "name-mismatch": "name differs from the record",
    "not-agreed": "not agreed to",
    "password-wrong": "wrong password",
    "phone-format": "bad mobile number",
    "policy-format": "bad policy number",
    required: "required but empty",
    "same-as-settlor": "same as the settlor",
    "share-range": "share out of range",
    "shares-total": "shares do not add up to 100%",
    "text-length": "text length not accepted",
    "unknown-option": "option not available",
  },
};

export function reasonText(language: Language, code: string): string {
  return reasons[language][code] ?? code;
}

const methods = {
  "zh-CN": { face: "人脸核验", sms: "短信验证", "id-document": "证件核验" },
  en: { face: "face check", sms: "SMS check", "id-document": "document check" },
} as const;
const states = {
  "zh-CN": { filled: "已填", empty: "清空", "format-error": "格式错误" },
  en: { filled: "filled", empty: "cleared", "format-error": "bad format" },
} as const;

const zh: FactSentences = {
  "journey-started": ({ flow }) => `开始${flow}`,
  "step-entered": ({ step }) => `进入${step}`,
  "step-left": ({ step }) => `离开${step}`,
  "step-completed": ({ step }) => `完成${step}`,
  "field-changed": ({ field, fieldState }) => `「${field}」${fieldState === null ? "" : states["zh-CN"][fieldState]}`,
  "field-rejected": ({ field, reason }) => `「${field}」被退回：${reason}`,
  "verification-failed": ({ method, reason }) => `${method === null ? "核验" : methods["zh-CN"][method]}失败：${reason}`,
  "verification-passed": ({ method }) => `${method === null ? "核验" : methods["zh-CN"][method]}通过`,
  "help-opened": ({ step }) => `在${step}打开了帮助`,
  "help-requested": () => "点了「找人帮忙」",
  "page-hidden": () => "页面切到后台",
  "page-visible": () => "回到页面",
  "page-left": () => "关闭了页面",
  "network-lost": () => "网络断开",
  "network-restored": () => "网络恢复",
  "field-edited": ({ field }) => `改了「${field}」`,
  "code-sent": ({ field }) => `请求发送「${field}」`,
  "upload-started": ({ field }) => `开始上传「${field}」`,
  "upload-finished": ({ field }) => `「${field}」上传完成`,
  "upload-failed": ({ field, reason }) => `「${field}」上传失败：${reason}`,
  "rage-clicked": () => "在一处连续点击",
  "click-ignored": () => "点击后页面没有反应",
  "agreement-opened": ({ field }) => `打开「${field}」的文本`,
  "agreement-scrolled": ({ field }) => `翻看「${field}」的文本`,
  "agreement-closed": ({ field }) => `关闭「${field}」的文本`,
  "help-closed": ({ step }) => `从帮助回到${step}`,
  "wait-started": ({ reason }) => `开始等待：${reason}`,
  "wait-ended": () => "等待结束",
  "submit-sent": ({ step }) => `提交${step}`,
  "submit-failed": ({ step, reason }) => `${step}提交未成功：${reason}`,
  "signature-started": () => "开始签名",
  "signature-aborted": () => "签名中断",
  "session-expiring": () => "登录即将超时",
  "session-renewed": () => "登录已延长",
  "journey-finished": () => "办理完成",
};

const en: FactSentences = {
  "journey-started": ({ flow }) => `Started ${flow}`,
  "step-entered": ({ step }) => `Entered ${step}`,
  "step-left": ({ step }) => `Left ${step}`,
  "step-completed": ({ step }) => `Completed ${step}`,
  "field-changed": ({ field, fieldState }) => `“${field}” ${fieldState === null ? "changed" : states.en[fieldState]}`,
  "field-rejected": ({ field, reason }) => `“${field}” rejected: ${reason}`,
  "verification-failed": ({ method, reason }) => `Failed ${method === null ? "a check" : methods.en[method]}: ${reason}`,
  "verification-passed": ({ method }) => `Passed ${method === null ? "a check" : methods.en[method]}`,
  "help-opened": ({ step }) => `Opened help on ${step}`,
  "help-requested": () => "Asked for a person",
  "page-hidden": () => "Page went to the background",
  "page-visible": () => "Came back to the page",
  "page-left": () => "Closed the page",
  "network-lost": () => "Network lost",
  "network-restored": () => "Network back",
  "field-edited": ({ field }) => `Changed “${field}”`,
  "code-sent": ({ field }) => `Asked for “${field}” to be sent`,
  "upload-started": ({ field }) => `Began to upload “${field}”`,
  "upload-finished": ({ field }) => `Uploaded “${field}”`,
  "upload-failed": ({ field, reason }) => `Upload of “${field}” failed: ${reason}`,
  "rage-clicked": () => "Clicked many times on one spot",
  "click-ignored": () => "Clicked, and nothing happened",
  "agreement-opened": ({ field }) => `Opened the text of “${field}”`,
  "agreement-scrolled": ({ field }) => `Scrolled the text of “${field}”`,
  "agreement-closed": ({ field }) => `Closed the text of “${field}”`,
  "help-closed": ({ step }) => `Came back from help to ${step}`,
  "wait-started": ({ reason }) => `Began to wait: ${reason}`,
  "wait-ended": () => "The wait was over",
  "submit-sent": ({ step }) => `Submitted ${step}`,
  "submit-failed": ({ step, reason }) => `Submitting ${step} failed: ${reason}`,
  "signature-started": () => "Began to sign",
  "signature-aborted": () => "Broke off the signature",
  "session-expiring": () => "The session was about to end",
  "session-renewed": () => "The session was prolonged",
  "journey-finished": () => "Finished",
};

export const factCopy: Readonly<Record<Language, FactSentences>> = { "zh-CN": zh, en };
