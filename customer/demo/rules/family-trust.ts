/** 家族信托/保险金信托设立: what is on each of its six pages. Titles, labels and the allow-list of texts are in `content/flows/family-trust.yaml`. */
import type { BankDocument, Card, FlowPages, Option } from "./page-definition.ts";

const trustTypes: readonly Option[] = [
  { value: "family", caption: "家族信托", detail: "1,000 万元起，现金、保单、股权等" },
  { value: "insurance", caption: "保险金信托", detail: "以人寿保单为信托财产，门槛更低" },
];
const purposes: readonly Option[] = [
  { value: "succession", caption: "子女传承" },
  { value: "education", caption: "教育婚育金" },
  { value: "care", caption: "养老与照护" },
  { value: "separation", caption: "家企隔离" },
];
const terms: readonly Option[] = [
  { value: "10", caption: "10 年" },
  { value: "30", caption: "30 年" },
  { value: "50", caption: "50 年" },
  { value: "open", caption: "无固定期限" },
];
const maritalStatuses: readonly Option[] = [
  { value: "married", caption: "已婚" },
  { value: "single", caption: "未婚" },
  { value: "divorced", caption: "离异" },
  { value: "widowed", caption: "丧偶" },
];
const residencies: readonly Option[] = [
  { value: "china", caption: "仅中国税收居民" },
  { value: "other", caption: "同时是其他国家税收居民" },
  { value: "unsure", caption: "不确定" },
];
const assetKinds: readonly Option[] = [
  { value: "cash", caption: "现金" },
  { value: "policy", caption: "保单" },
  { value: "both", caption: "现金与保单" },
];
const insurers: readonly Option[] = [
  { value: "haiyue", caption: "海岳人寿" },
  { value: "wanshan", caption: "万杉人寿" },
  { value: "dongchen", caption: "东宸养老" },
];
const sources: readonly Option[] = [
  { value: "business", caption: "经营所得与分红" },
  { value: "salary", caption: "工资薪金" },
  { value: "property", caption: "房产出售" },
  { value: "inheritance", caption: "继承或赠与" },
];
const relations: readonly Option[] = [
  { value: "self", caption: "本人" },
  { value: "child", caption: "子女" },
  { value: "spouse", caption: "配偶" },
  { value: "parent", caption: "父母" },
  { value: "grandchild", caption: "孙辈" },
];
const distributions: readonly Option[] = [
  { value: "yearly", caption: "按年固定分配" },
  { value: "events", caption: "按事件分配", detail: "升学、婚育、创业、大病" },
  { value: "mixed", caption: "两者结合" },
];
const riskClasses: readonly Option[] = ["C1 保守型", "C2 稳健型", "C3 平衡型", "C4 进取型", "C5 激进型"].map((caption) => ({
  value: caption.slice(0, 2),
  caption,
}));

const letterOfIntent: BankDocument = {
  title: "《信托设立意向书》",
  paragraphs: [
    "委托人有意以合法所有的财产设立信托，由受托人按委托人的意愿，为受益人的利益管理和处分。",
    "江海银行在本次设立中担任财务顾问，不是受托人；信托的成立以委托人与受托人签署信托合同为准。",
    "意向书签署后三十天内，受托人完成尽职调查；任何一方都可以在签署信托合同前终止。",
  ],
};

function beneficiaryCard(number: "1" | "2", heading: string): Card {
  return {
    heading,
    ...(number === "2" ? { when: { field: "second-beneficiary", is: ["yes"] } } : {}),
    fields: [
      { field: `beneficiary-name-${number}`, as: "text", placeholder: "与证件一致", rule: { kind: "person-name" } },
      { field: `beneficiary-id-${number}`, as: "text", placeholder: "18 位证件号码", rule: { kind: "id-number" } },
      { field: `beneficiary-relation-${number}`, as: "select", options: relations, placeholder: "请选择", rule: { kind: "choice" } },
      { field: `beneficiary-share-${number}`, as: "number", placeholder: "1 至 100", unit: "%", rule: { kind: "share" } },
    ],
  };
}

export const familyTrustPages: FlowPages = {
  flowId: "family-trust",
  steps: [
    {
      stepId: "overview",
      lead: "三个问题，先确定大方向。",
      cards: [
        { fields: [{ field: "trust-type", as: "cards", options: trustTypes, rule: { kind: "choice" } }] },
        {
          fields: [
            { field: "trust-purpose", as: "select", options: purposes, placeholder: "请选择", rule: { kind: "choice" } },
            { field: "trust-term", as: "chips", options: terms, rule: { kind: "choice" } },
          ],
        },
      ],
      help: [
        {
          topic: "which-trust",
          question: "家族信托和保险金信托怎么选？",
          answer: "以现金或股权为主选家族信托；已有或准备投保大额人寿保单、希望理赔金按意愿分配的，选保险金信托。",
        },
        { topic: "cost", question: "设立要花多少钱？", answer: "设立费按首期财产的一定比例一次收取，管理费按年收取，以合同为准。" },
      ],
      submit: "下一步",
      footnote: "信托有风险，不承诺保本和最低收益。",
    },
    {
      stepId: "settlor",
      lead: "委托人是拿出财产设立信托的人。",
      cards: [
        {
          fields: [
            { field: "full-name", as: "text", placeholder: "与证件一致", rule: { kind: "person-name" } },
            { field: "id-number", as: "text", placeholder: "18 位证件号码", rule: { kind: "id-number" } },
            { field: "phone", as: "text", placeholder: "本人实名手机号", rule: { kind: "phone" } },
            { field: "address", as: "text", placeholder: "省市区、街道、门牌号", rule: { kind: "text", min: 6, max: 80 } },
          ],
        },
        {
          fields: [
            { field: "marital-status", as: "select", options: maritalStatuses, placeholder: "请选择", rule: { kind: "choice" } },
            { field: "tax-residency", as: "select", options: residencies, placeholder: "请选择", rule: { kind: "choice" } },
          ],
        },
      ],
      help: [
        { topic: "spouse-consent", question: "需要配偶同意吗？", answer: "以夫妻共同财产设立的，需要配偶签署同意函；可以稍后补交。" },
        {
          topic: "tax-residency",
          question: "税收居民身份怎么判断？",
          answer: "在中国境内有住所，或一个纳税年度内居住满 183 天的，是中国税收居民。持有境外长期居留的请选「不确定」。",
        },
      ],
      submit: "下一步",
    },
    {
      stepId: "assets",
      lead: "先填首期交付的财产，以后可以追加。",
      cards: [
        {
          fields: [
            { field: "asset-kind", as: "chips", options: assetKinds, rule: { kind: "choice" } },
            {
              field: "funding-amount",
              as: "number",
              placeholder: "以 10,000 元为单位",
              unit: "元",
              rule: { kind: "amount", min: 100_000, max: 1_000_000_000, step: 10_000 },
            },
          ],
        },
        {
          heading: "保单信息",
          when: { field: "asset-kind", is: ["policy", "both"] },
          fields: [
            { field: "insurer", as: "select", options: insurers, placeholder: "请选择", rule: { kind: "choice" } },
            { field: "policy-number", as: "text", placeholder: "保单首页右上角", rule: { kind: "policy-number" } },
            {
              field: "annual-premium",
              as: "number",
              placeholder: "合同约定的每年保费",
              unit: "元",
              rule: { kind: "amount", min: 10_000, max: 100_000_000, step: 1 },
            },
          ],
        },
        {
          note: "需要说明财产的合法来源。",
          fields: [
            { field: "wealth-source", as: "select", options: sources, placeholder: "请选择", rule: { kind: "choice" } },
            { field: "source-proof", as: "upload", rule: { kind: "uploaded" } },
          ],
        },
      ],
      help: [
        {
          topic: "minimum",
          question: "起点金额是多少？",
          answer: "家族信托合计不低于 1,000 万元；保险金信托以保额计，一般不低于 100 万元。",
        },
        {
          topic: "policy-change",
          question: "保单放进去还能退保吗？",
          answer: "要看合同约定。投保人变更为受托人后，退保和贷款需要按信托合同办理。",
        },
      ],
      submit: "下一步",
    },
    {
      stepId: "beneficiary",
      lead: "受益人以后可以变更，比例相加须为 100%。",
      cards: [
        beneficiaryCard("1", "受益人一"),
        { fields: [{ field: "second-beneficiary", as: "checkbox", statement: "再添加一位受益人" }] },
        beneficiaryCard("2", "受益人二"),
        { fields: [{ field: "distribution", as: "cards", options: distributions, rule: { kind: "choice" } }] },
      ],
      help: [
        {
          topic: "who",
          question: "谁可以做受益人？",
          answer: "配偶、子女、父母和孙辈都可以；委托人可以是受益人之一，但不能是唯一受益人。",
        },
        { topic: "unborn", question: "未出生的孩子可以吗？", answer: "可以在合同里约定范围，出生后补充证件即可。" },
      ],
      submit: "下一步",
    },
    {
      stepId: "risk-disclosure",
      lead: "请逐条阅读并确认。",
      cards: [
        {
          fields: [
            {
              field: "ack-no-guarantee",
              as: "checkbox",
              statement: "我知道信托不承诺保本和最低收益，过往业绩不代表将来。",
              rule: { kind: "agreed" },
            },
            {
              field: "ack-irrevocable",
              as: "checkbox",
              statement: "我知道信托设立后财产独立于我本人，撤销须按合同约定。",
              rule: { kind: "agreed" },
            },
            {
              field: "ack-liquidity",
              as: "checkbox",
              statement: "我知道信托期限内资金不能像存款那样随时支取。",
              rule: { kind: "agreed" },
            },
            {
              field: "ack-fees",
              as: "checkbox",
              statement: "我知道设立费、管理费的收取方式，税务以当时的法规为准。",
              rule: { kind: "agreed" },
            },
          ],
        },
        { fields: [{ field: "risk-class", as: "select", options: riskClasses, placeholder: "请选择", rule: { kind: "choice" } }] },
      ],
      help: [
        {
          topic: "protect",
          question: "信托财产会被强制执行吗？",
          answer: "依法设立的信托财产独立于委托人的其他财产，但以逃避债务为目的设立的除外。",
        },
        { topic: "risk-expired", question: "风险测评过期了？", answer: "超过一年须重新测评，可以在「我的」中完成，大约三分钟。" },
      ],
      submit: "我已了解风险",
    },
    {
      stepId: "sign",
      lead: "请核对要点，阅读意向书后签名。",
      cards: [
        {
          fields: [
            { field: "trust-type", as: "output" },
            { field: "trust-term", as: "output" },
            { field: "funding-amount", as: "output" },
            { field: "distribution", as: "output" },
          ],
        },
        {
          fields: [
            {
              field: "contract-read",
              as: "checkbox",
              statement: "我已阅读并同意",
              document: letterOfIntent,
              rule: { kind: "agreed" },
            },
            { field: "signature", as: "signature", placeholder: "请在此处手写签名", rule: { kind: "signed" } },
            { field: "sign-code", as: "sms-code", placeholder: "6 位数字", rule: { kind: "digits", length: 6 } },
          ],
        },
      ],
      help: [
        { topic: "next", question: "签完之后做什么？", answer: "专家会在两个工作日内与您约时间，逐条讲解信托合同；合同签署前都可以终止。" },
      ],
      submit: "提交意向",
    },
  ],
  done: {
    heading: "意向已提交",
    text: "信托专家会在 2 个工作日内与您联系，逐条讲解信托合同。",
    next: ["请准备身份证、户口本和财产来源证明的原件。", "受托人完成尽职调查后，再签署信托合同。"],
  },
};
