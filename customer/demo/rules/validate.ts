/**
 * Checks of single values, the same on the page (while typing) and on the server (before storing), and the sentence for each refusal.
 *
 * Rules across several fields are in `check-step.ts`.
 */

export type Rule =
  | { readonly kind: "person-name" }
  | { readonly kind: "id-number" }
  | { readonly kind: "phone" }
  | { readonly kind: "digits"; readonly length: number }
  | { readonly kind: "text"; readonly min: number; readonly max: number }
  /** Yuan; `step` is the unit it must be a multiple of. */
  | { readonly kind: "amount"; readonly min: number; readonly max: number; readonly step: number }
  | { readonly kind: "share" }
  | { readonly kind: "future-date" }
  | { readonly kind: "policy-number" }
  | { readonly kind: "choice" }
  | { readonly kind: "agreed" }
  | { readonly kind: "uploaded" }
  | { readonly kind: "signed" };

/** Refusals a single value can meet, then those only the server or a cross-check can find. */
export type RejectReason =
  | "required"
  | "name-format"
  | "id-format"
  | "id-checksum"
  | "phone-format"
  | "digits-format"
  | "text-length"
  | "amount-format"
  | "amount-range"
  | "amount-step"
  | "share-range"
  | "date-format"
  | "date-past"
  | "policy-format"
  | "not-agreed"
  | "unknown-option"
  | "name-mismatch"
  | "id-mismatch"
  | "code-wrong"
  | "code-expired"
  | "password-wrong"
  | "shares-total"
  | "above-limit"
  | "below-minimum"
  | "same-as-settlor"
  | "file-type"
  | "file-size";

/** What the page says. The sentences are public text of every step that can show them (checked by test). */
export const rejectSentences: Readonly<Record<RejectReason, string>> = {
  required: "请完成此项",
  "name-format": "请填写 2 至 20 个字的姓名",
  "id-format": "请填写 18 位证件号码",
  "id-checksum": "证件号码有误，请核对",
  "phone-format": "请填写 11 位手机号",
  "digits-format": "请填写 6 位数字",
  "text-length": "内容太短或太长，请核对",
  "amount-format": "请填写数字金额",
  "amount-range": "金额不在可选范围内",
  "amount-step": "金额不是规定单位的整数倍",
  "share-range": "请填写 1 至 100 的整数",
  "date-format": "请选择日期",
  "date-past": "证件已过期，请先更换证件",
  "policy-format": "请填写 P 开头的 15 位保单号",
  "not-agreed": "请先阅读并勾选",
  "unknown-option": "请重新选择",
  "name-mismatch": "与本行登记的姓名不一致",
  "id-mismatch": "与本行登记的证件号码不一致",
  "code-wrong": "验证码不正确",
  "code-expired": "验证码已过期，请重新获取",
  "password-wrong": "交易密码不正确",
  "shares-total": "受益比例相加须为 100%",
  "above-limit": "超过可用额度，请调低",
  "below-minimum": "低于起点金额，请调高",
  "same-as-settlor": "受益人不能只有委托人本人",
  "file-type": "只支持 JPG、PNG 或 PDF",
  "file-size": "文件超过 8 MB",
};

const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const ID_CHECK_CHARACTERS = "10X98765432";

/** The 18th character of a resident identity number (GB 11643-1999, ISO 7064 MOD 11-2). `body` is the first 17 digits. */
export function idCheckCharacter(body: string): string {
  const sum = ID_WEIGHTS.reduce((total, weight, index) => total + weight * Number(body[index]), 0);
  return ID_CHECK_CHARACTERS[sum % 11] ?? "";
}

function idNumberFault(value: string): RejectReason | null {
  if (!/^\d{17}[\dXx]$/.test(value)) return "id-format";
  const born = new Date(`${value.slice(6, 10)}-${value.slice(10, 12)}-${value.slice(12, 14)}T00:00:00Z`);
  const isDate = !Number.isNaN(born.getTime()) && born.getUTCDate() === Number(value.slice(12, 14));
  return isDate && idCheckCharacter(value.slice(0, 17)) === value[17]?.toUpperCase() ? null : "id-checksum";
}

function amountFault(rule: Extract<Rule, { kind: "amount" }>, value: string): RejectReason | null {
  const text = value.replaceAll(",", "");
  if (!/^\d{1,12}(\.\d{1,2})?$/.test(text)) return "amount-format";
  const yuan = Number(text);
  if (yuan < rule.min || yuan > rule.max) return "amount-range";
  return yuan % rule.step === 0 ? null : "amount-step";
}

/**
 * The refusal of one value, or `null`.
 * @param now epoch milliseconds, the bank's clock; decides whether a document has run out.
 */
export function checkValue(rule: Rule, value: string, now: number): RejectReason | null {
  const text = value.trim();
  if (rule.kind === "agreed") return text === "yes" ? null : "not-agreed";
  if (text === "") return "required";
  switch (rule.kind) {
    case "person-name":
      return /^[\p{Script=Han}A-Za-z·\s]{2,20}$/u.test(text) ? null : "name-format";
    case "id-number":
      return idNumberFault(text);
    case "phone":
      return /^1[3-9]\d{9}$/.test(text.replaceAll(" ", "")) ? null : "phone-format";
    case "digits":
      return new RegExp(`^\\d{${rule.length}}$`).test(text) ? null : "digits-format";
    case "text":
      return text.length >= rule.min && text.length <= rule.max ? null : "text-length";
    case "amount":
      return amountFault(rule, text);
    case "share":
      return /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= 100 ? null : "share-range";
    case "future-date": {
      if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return "date-format";
      return new Date(`${text}T23:59:59+08:00`).getTime() > now ? null : "date-past";
    }
    case "policy-number":
      return /^P\d{14}$/i.test(text) ? null : "policy-format";
    case "choice":
    case "uploaded":
    case "signed":
      return null;
  }
}

/** Refusals `checkValue` can give for a rule: the sentences a page must be allowed to show. */
export function possibleReasons(rule: Rule): readonly RejectReason[] {
  switch (rule.kind) {
    case "agreed":
      return ["not-agreed"];
    case "person-name":
      return ["required", "name-format"];
    case "id-number":
      return ["required", "id-format", "id-checksum"];
    case "phone":
      return ["required", "phone-format"];
    case "digits":
      return ["required", "digits-format"];
    case "text":
      return ["required", "text-length"];
    case "amount":
      return ["required", "amount-format", "amount-range", "amount-step"];
    case "share":
      return ["required", "share-range"];
    case "future-date":
      return ["required", "date-format", "date-past"];
    case "policy-number":
      return ["required", "policy-format"];
    case "choice":
      return ["required", "unknown-option"];
    case "uploaded":
      return ["required", "file-type", "file-size"];
    case "signed":
      return ["required"];
  }
}
