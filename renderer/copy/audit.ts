/** Entries of the audit record in words. An action without a sentence is shown as it is written: the record is never hidden. */
import type { ConsentScope } from "#shared/model/consent.ts";
import type { SessionOutcome } from "#shared/model/help-session.ts";
import type { Language } from "#shared/model/words.ts";
import { helpSessionCopy } from "./help-session.ts";

type Detail = Readonly<Record<string, string | number | boolean>>;
type AuditCopy = {
  readonly actor: Readonly<Record<string, string>>;
  readonly action: Readonly<Record<string, (detail: Detail) => string>>;
};

function scopesIn(language: Language, list: unknown): string {
  const { scope } = helpSessionCopy[language];
  return String(list ?? "")
    .split(",")
    .map((one) => scope[one as ConsentScope] ?? one)
    .join(language === "en" ? ", " : "、");
}
function outcomeIn(language: Language, outcome: unknown): string {
  return helpSessionCopy[language].wrap.outcomes[String(outcome) as SessionOutcome] ?? String(outcome ?? "");
}

const zh: AuditCopy = {
  actor: { customer: "客户", hub: "中枢", assistant: "AI 助手" },
  action: {
    "alert-picked-up": () => "接手了断点",
    "invitation-accepted": () => "接受了邀请",
    "invitation-declined": () => "拒绝了邀请",
    "invitation-ignored": () => "没有理会邀请",
    "invitation-wrong-person": () => "表示不是本人",
    "consent-given": (detail) => `授权了${scopesIn("zh-CN", detail["scope"])}`,
    "consent-withdrawn": (detail) => `关闭了${scopesIn("zh-CN", detail["scope"])}`,
    "scopes-asked": (detail) => `请求授权：${scopesIn("zh-CN", detail["scopes"])}`,
    "scope-declined": (detail) => `没有同意${scopesIn("zh-CN", detail["scope"])}`,
    "mirror-viewed": () => "开始查看客户页面",
    "brief-read": () => "阅读了脱敏简报",
    joined: () => "加入了会话",
    left: () => "离开了会话",
    "expert-invited": () => "邀请了专家",
    "invite-declined": () => "婉拒了邀请",
    "wording-intercepted": (detail) => `有禁用表述被拦截（${String(detail["rules"] ?? "").replaceAll(",", "、")}）`,
    "session-ended": () => "结束了会话",
    "wrapped-up": (detail) => `写了小结：${outcomeIn("zh-CN", detail["outcome"])}`,
    "assistant-began": () => "开始跟进",
  },
};

const en: AuditCopy = {
  actor: { customer: "Customer", hub: "Hub", assistant: "Assistant" },
  action: {
    "alert-picked-up": () => "picked the breakpoint up",
    "invitation-accepted": () => "accepted the invitation",
    "invitation-declined": () => "declined the invitation",
    "invitation-ignored": () => "ignored the invitation",
    "invitation-wrong-person": () => "said it was the wrong person",
    "consent-given": (detail) => `agreed to “${scopesIn("en", detail["scope"])}”`,
    "consent-withdrawn": (detail) => `turned off “${scopesIn("en", detail["scope"])}”`,
    "scopes-asked": (detail) => `asked for “${scopesIn("en", detail["scopes"])}”`,
    "scope-declined": (detail) => `did not agree to “${scopesIn("en", detail["scope"])}”`,
    "mirror-viewed": () => "began viewing the customer's page",
    "brief-read": () => "read the redacted brief",
    joined: () => "joined the session",
    left: () => "left the session",
    "expert-invited": () => "invited an expert",
    "invite-declined": () => "declined the invitation",
    "wording-intercepted": (detail) => `used forbidden wording, which was stopped (${String(detail["rules"] ?? "").replaceAll(",", ", ")})`,
    "session-ended": () => "ended the session",
    "wrapped-up": (detail) => `wrote the wrap-up: ${outcomeIn("en", detail["outcome"])}`,
    "assistant-began": () => "began to follow up",
  },
};

export const auditCopy: Readonly<Record<Language, AuditCopy>> = { "zh-CN": zh, en };
