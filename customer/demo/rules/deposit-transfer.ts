/** 大额存单转让: what is on each of its five pages. Titles, labels and the allow-list of texts are in `content/flows/deposit-transfer.yaml`. */
import type { BankDocument, FlowPages, Option } from "./page-definition.ts";

const scopes: readonly Option[] = [
  { value: "whole", caption: "全部转让" },
  { value: "part", caption: "部分转让" },
];
const modes: readonly Option[] = [
  { value: "listed", caption: "公开挂单", detail: "所有本行客户可见，先到先得" },
  { value: "named", caption: "定向转让", detail: "只有指定的受让人可以购买" },
];
const rates: readonly Option[] = ["2.20", "2.40", "2.60", "2.80"].map((rate) => ({ value: rate, caption: `${rate}%` }));
const listingDays: readonly Option[] = ["3", "7", "15"].map((days) => ({ value: days, caption: `${days} 天` }));
const reasons: readonly Option[] = [
  { value: "cash", caption: "临时用钱" },
  { value: "purchase", caption: "购房购车" },
  { value: "invest", caption: "调整投资" },
  { value: "other", caption: "其他" },
];

const transferAgreement: BankDocument = {
  title: "《大额存单转让协议》",
  paragraphs: [
    "转让人将存单项下剩余期限的全部权利转让给受让人，转让成交后，存单利息归受让人所有。",
    "转让价格由转让人自行确定，江海银行不对成交和收益作出承诺。",
    "成交前转让人可以随时撤单；成交后不可撤销。",
  ],
};

export const depositTransferPages: FlowPages = {
  flowId: "deposit-transfer",
  steps: [
    {
      stepId: "certificate",
      lead: "选一张存单，看看能卖多少钱。",
      cards: [
        { fields: [{ field: "certificate", as: "cards", optionsFrom: "certificates", rule: { kind: "choice" } }] },
        {
          fields: [
            { field: "certificate-number", as: "output", placeholder: "选好存单后显示" },
            { field: "remaining-days", as: "output", placeholder: "选好存单后显示" },
          ],
        },
        {
          fields: [
            { field: "transfer-scope", as: "chips", options: scopes, rule: { kind: "choice" } },
            {
              field: "transfer-amount",
              as: "number",
              placeholder: "以 10,000 元为单位",
              unit: "元",
              rule: { kind: "amount", min: 200_000, max: 50_000_000, step: 10_000 },
              when: { field: "transfer-scope", is: ["part"] },
            },
          ],
        },
      ],
      help: [
        {
          topic: "pledge-instead",
          question: "只是短期用钱，一定要转让吗？",
          answer: "也可以用存单质押贷款：最高借到本金的九成，存单照常计息，用完即还。",
        },
        { topic: "not-listed", question: "为什么看不到我的存单？", answer: "已质押、冻结或剩余不足 30 天的存单不能转让，不会显示在这里。" },
      ],
      submit: "下一步",
    },
    {
      stepId: "price",
      lead: "定一个给受让人的利率，价格随之算出。",
      cards: [
        {
          fields: [
            { field: "transfer-mode", as: "cards", options: modes, rule: { kind: "choice" } },
            {
              field: "counterparty-phone",
              as: "text",
              placeholder: "对方在本行登记的手机号",
              rule: { kind: "phone" },
              when: { field: "transfer-mode", is: ["named"] },
            },
          ],
        },
        {
          fields: [
            { field: "transfer-rate", as: "chips", options: rates, rule: { kind: "choice" } },
            { field: "transfer-price", as: "output", placeholder: "选好利率后显示" },
            { field: "given-up-interest", as: "output", placeholder: "选好利率后显示" },
          ],
        },
        { fields: [{ field: "listing-days", as: "chips", options: listingDays, rule: { kind: "choice" } }] },
      ],
      help: [
        {
          topic: "which-rate",
          question: "利率定多少容易成交？",
          answer: "近期成交多集中在略高于同期限新发存单的水平。定得高成交快，您得到的少；定得低可能卖不出去。",
        },
        { topic: "given-up", question: "让渡利息是什么？", answer: "是截至今天已经计提、但为了成交让给受让人的那部分利息。" },
      ],
      submit: "下一步",
      footnote: "价格按今日计算，成交日不同会有小幅变化。",
    },
    {
      stepId: "risk",
      lead: "请逐条确认，确认后仍可在成交前撤单。",
      cards: [
        { fields: [{ field: "transfer-reason", as: "select", options: reasons, placeholder: "请选择", rule: { kind: "choice" } }] },
        {
          fields: [
            { field: "ack-price", as: "checkbox", statement: "我知道转让价格由我自定，可能低于存单到期本息。", rule: { kind: "agreed" } },
            { field: "ack-unsold", as: "checkbox", statement: "我知道挂单可能没有人购买，银行不承诺成交。", rule: { kind: "agreed" } },
            { field: "ack-final", as: "checkbox", statement: "我知道成交后不可撤销，存单利息归受让人。", rule: { kind: "agreed" } },
          ],
        },
      ],
      help: [{ topic: "withdraw", question: "挂单后还能反悔吗？", answer: "成交前随时可以撤单，不收费用；成交后不能撤销。" }],
      submit: "我已了解风险",
    },
    {
      stepId: "verify",
      lead: "请验证身份，保护您的资金安全。",
      cards: [
        {
          fields: [
            { field: "full-name", as: "output" },
            { field: "id-number", as: "text", placeholder: "18 位证件号码", rule: { kind: "id-number" } },
            { field: "trade-password", as: "password", placeholder: "6 位数字", rule: { kind: "digits", length: 6 } },
            { field: "transfer-code", as: "sms-code", placeholder: "6 位数字", rule: { kind: "digits", length: 6 } },
          ],
        },
      ],
      help: [
        { topic: "forgot-password", question: "忘记交易密码？", answer: "请持身份证到任一网点重置；连续输错 5 次，当日不能再试。" },
        { topic: "no-code", question: "收不到验证码？", answer: "请检查拦截设置，60 秒后可以重新获取；换过手机号的请先到「我的」更新。" },
      ],
      submit: "验证并继续",
      footnote: "银行员工不会向您索要密码和验证码。",
    },
    {
      stepId: "confirm",
      lead: "请最后核对一遍。",
      cards: [
        {
          fields: [
            { field: "certificate", as: "output" },
            { field: "transfer-amount", as: "output" },
            { field: "transfer-rate", as: "output" },
            { field: "transfer-price", as: "output" },
            { field: "listing-days", as: "output" },
          ],
        },
        {
          fields: [
            { field: "receiving-account", as: "select", optionsFrom: "accounts", placeholder: "请选择", rule: { kind: "choice" } },
            {
              field: "agreement-read",
              as: "checkbox",
              statement: "我已阅读并同意",
              document: transferAgreement,
              rule: { kind: "agreed" },
            },
          ],
        },
      ],
      help: [{ topic: "arrival", question: "成交后多久到账？", answer: "成交后实时转入您选择的收款账户，站内消息和短信会通知您。" }],
      submit: "确认转让",
    },
  ],
  done: {
    heading: "挂单成功",
    text: "成交后款项实时到账，您可以在「我的存单」中随时撤单。",
    next: ["没有成交的，到期自动撤单，存单照常计息。", "成交后，存单的剩余利息归受让人所有。"],
  },
};
