/** Sentences of the wrap-up: outcome, summary, figures, the record. */
import type { SessionOutcome } from "#shared/model/help-session.ts";
import type { Language } from "#shared/model/words.ts";

const zh = {
  wrap: {
    title: "会话小结",
    endedBy: { customer: "客户结束", specialist: "我方结束", time: "到时结束", lost: "连接丢失" },
    outcome: "结果",
    outcomes: {
      "step-finished": "客户完成了这一步",
      "follow-up": "需要后续跟进",
      "no-need": "客户不需要帮助",
      declined: "客户拒绝了邀请",
      ignored: "客户没有理会邀请",
      "wrong-person": "不是本人",
      lost: "失去联系",
    } satisfies Record<SessionOutcome, string>,
    note: "备注",
    notePlaceholder: "写给自己和同事，客户看不到",
    summary: "经过摘要",
    summaryNote: "按记录自动写成，可修改",
    save: "保存小结",
    saving: "保存中…",
    saved: "小结已保存",
    chooseOutcome: "先选一个结果",
    figures: "本次会话",
    duration: "时长",
    messages: "文字消息",
    interceptions: "拦截",
    points: "用到的话术",
    experts: "专家",
    steps: "完成的步骤",
    audit: "授权与访问记录",
    auditNote: "只增不改，逐条哈希相连",
    auditEmpty: "没有记录",
    loading: "正在整理经过…",
    failed: "经过没有读到",
    done: "已结束",
    guest: "会话已结束，谢谢您的协助。小结由邀请您的同事填写，右侧是本次会话的记录。",
  },
};

const en: typeof zh = {
  wrap: {
    title: "Wrap-up",
    endedBy: { customer: "ended by the customer", specialist: "ended by our side", time: "time limit reached", lost: "connection lost" },
    outcome: "Outcome",
    outcomes: {
      "step-finished": "The customer finished the step",
      "follow-up": "Needs a follow-up",
      "no-need": "No help was needed",
      declined: "The invitation was declined",
      ignored: "The invitation was ignored",
      "wrong-person": "Wrong person",
      lost: "Contact was lost",
    },
    note: "Note",
    notePlaceholder: "For you and colleagues; the customer does not see it",
    summary: "What happened",
    summaryNote: "Written from the record; you can edit it",
    save: "Save wrap-up",
    saving: "Saving…",
    saved: "Wrap-up saved",
    chooseOutcome: "Choose an outcome first",
    figures: "This session",
    duration: "Duration",
    messages: "Messages",
    interceptions: "Stopped",
    points: "Points used",
    experts: "Experts",
    steps: "Steps finished",
    audit: "Consent and access log",
    auditNote: "Append-only, each entry chained by hash",
    auditEmpty: "No entries",
    loading: "Preparing the summary…",
    failed: "The record could not be loaded",
    done: "Ended",
    guest:
      "The session has ended. Thank you for helping. Whoever invited you writes the wrap-up; the record of this session is on the right.",
  },
};

export const wrapUpCopy: Readonly<Record<Language, typeof zh>> = { "zh-CN": zh, en };
