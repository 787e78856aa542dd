/** 车贷申请: what is on each of its seven pages. Titles, labels and the allow-list of texts are in `content/flows/car-loan.yaml`. */
import type { BankDocument, FlowPages, Option } from "./page-definition.ts";

const carModels: readonly Option[] = [
  { value: "ev-sedan-2026", caption: "纯电轿车 · 2026 款" },
  { value: "ev-suv-2026", caption: "纯电 SUV · 2026 款" },
  { value: "phev-mpv-2025", caption: "插混 MPV · 2025 款" },
  { value: "petrol-sedan-2026", caption: "燃油轿车 · 2026 款" },
];
const cities: readonly Option[] = ["上海", "南京", "苏州", "无锡", "宁波", "武汉"].map((city) => ({ value: city, caption: city }));
const downPayments: readonly Option[] = ["15", "20", "30", "50"].map((percent) => ({ value: percent, caption: `${percent}%` }));
const occupations: readonly Option[] = [
  { value: "employee", caption: "企业职员" },
  { value: "public", caption: "机关事业单位" },
  { value: "owner", caption: "企业主或个体户" },
  { value: "freelance", caption: "自由职业" },
];
const workYears: readonly Option[] = [
  { value: "0-1", caption: "不满 1 年" },
  { value: "1-3", caption: "1 至 3 年" },
  { value: "3-5", caption: "3 至 5 年" },
  { value: "5-", caption: "5 年以上" },
];
const loanTerms: readonly Option[] = ["12", "24", "36", "48", "60"].map((months) => ({ value: months, caption: `${months} 期` }));
const repaymentMethods: readonly Option[] = [
  { value: "equal-instalment", caption: "等额本息" },
  { value: "equal-principal", caption: "等额本金" },
];

const creditDocument: BankDocument = {
  title: "《征信查询授权书》",
  paragraphs: [
    "本人授权江海银行在受理本次车贷申请期间，向金融信用信息基础数据库查询本人的信用报告，用于审核本次申请。",
    "授权自勾选之日起生效，至本次申请办结之日止；申请未获批准的，贵行不再使用本次查询取得的信息。",
    "贵行超出授权范围查询所产生的责任，由贵行承担。",
  ],
};
const informationDocument: BankDocument = {
  title: "《个人信息使用授权书》",
  paragraphs: [
    "江海银行为核实身份、评估额度和防范欺诈，处理您在本次申请中填写和上传的信息，处理时遵循最小必要原则。",
    "您可以在「我的」中查阅、更正或撤回授权；撤回不影响撤回前已经进行的处理。",
  ],
};
const contractDocument: BankDocument = {
  title: "《个人汽车消费贷款合同》",
  paragraphs: [
    "借款人按约定的期限和还款方式归还贷款本息，每月 20 日从还款账户扣款。",
    "利率在合同期内固定不变；逾期的，逾期部分按合同利率上浮百分之五十计收罚息。",
    "借款人可以提前还款；放款满六个月后提前还款的，不收取违约金。",
    "所购车辆抵押给贷款人，结清后十五个工作日内办理解除抵押。",
  ],
};

export const carLoanPages: FlowPages = {
  flowId: "car-loan",
  steps: [
    {
      stepId: "vehicle",
      lead: "先看看能贷多少，不影响征信。",
      cards: [
        {
          fields: [
            { field: "car-model", as: "select", options: carModels, placeholder: "请选择", rule: { kind: "choice" } },
            { field: "purchase-city", as: "select", options: cities, placeholder: "请选择", rule: { kind: "choice" } },
            {
              field: "vehicle-price",
              as: "number",
              placeholder: "合同成交价",
              unit: "元",
              rule: { kind: "amount", min: 30_000, max: 1_500_000, step: 1 },
            },
          ],
        },
        { fields: [{ field: "down-payment", as: "chips", options: downPayments, rule: { kind: "choice" } }] },
      ],
      help: [
        {
          topic: "down-payment",
          question: "首付比例怎么选？",
          answer: "新能源车最低 15%，燃油车最低 20%。首付越高，月供越低，审批也越快。",
        },
        { topic: "used-car", question: "二手车可以申请吗？", answer: "可以。车龄不超过 5 年，评估价以合作机构为准，请到网点办理。" },
      ],
      submit: "下一步",
      footnote: "额度与利率以最终审批为准。",
    },
    {
      stepId: "identity",
      lead: "请填写本人信息，与身份证保持一致。",
      cards: [
        {
          fields: [
            { field: "full-name", as: "text", placeholder: "与身份证一致", rule: { kind: "person-name" } },
            { field: "id-number", as: "text", placeholder: "18 位证件号码", rule: { kind: "id-number" } },
            { field: "id-expiry", as: "date", rule: { kind: "future-date" } },
            { field: "phone", as: "text", placeholder: "本人实名手机号", rule: { kind: "phone" } },
            { field: "address", as: "text", placeholder: "省市区、街道、门牌号", rule: { kind: "text", min: 6, max: 80 } },
          ],
        },
        {
          heading: "上传身份证照片",
          note: "四角完整、字迹清晰、不反光。",
          fields: [
            { field: "id-front", as: "upload", rule: { kind: "uploaded" } },
            { field: "id-back", as: "upload", rule: { kind: "uploaded" } },
          ],
        },
      ],
      help: [
        {
          topic: "id-photo",
          question: "照片一直传不上去？",
          answer: "请确认单张不超过 8 MB；网络不稳时可以先切换到无线网络，再点「重新上传」。",
        },
        { topic: "id-expired", question: "身份证过期了怎么办？", answer: "请先到户籍窗口换领新证；临时身份证暂不支持线上申请。" },
      ],
      submit: "下一步",
      footnote: "您的信息仅用于本次申请，加密保存。",
    },
    {
      stepId: "employment",
      lead: "收入情况用来估算额度，不会联系您的单位。",
      cards: [
        {
          fields: [
            { field: "occupation", as: "select", options: occupations, placeholder: "请选择", rule: { kind: "choice" } },
            { field: "employer", as: "text", placeholder: "营业执照或合同上的全称", rule: { kind: "text", min: 4, max: 60 } },
            { field: "work-years", as: "select", options: workYears, placeholder: "请选择", rule: { kind: "choice" } },
            {
              field: "monthly-income",
              as: "number",
              placeholder: "税后月均",
              unit: "元",
              rule: { kind: "amount", min: 2_000, max: 1_000_000, step: 1 },
            },
          ],
        },
        { note: "上传近六个月流水，额度可能更高。", fields: [{ field: "income-proof", as: "upload", rule: { kind: "uploaded" } }] },
      ],
      help: [
        {
          topic: "income",
          question: "自由职业怎么填收入？",
          answer: "按近十二个月的月均到账填写，上传收款平台的流水即可，不需要单位盖章。",
        },
      ],
      submit: "下一步",
    },
    {
      stepId: "credit-consent",
      lead: "需要您的授权，才能查询征信。",
      cards: [
        {
          fields: [
            {
              field: "credit-enquiry",
              as: "checkbox",
              statement: "我已阅读并同意",
              document: creditDocument,
              rule: { kind: "agreed" },
            },
            {
              field: "information-use",
              as: "checkbox",
              statement: "我已阅读并同意",
              document: informationDocument,
              rule: { kind: "agreed" },
            },
          ],
        },
        {
          note: "验证码发送到您填写的手机号。",
          fields: [{ field: "consent-code", as: "sms-code", placeholder: "6 位数字", rule: { kind: "digits", length: 6 } }],
        },
      ],
      help: [
        {
          topic: "credit-record",
          question: "查询会影响征信吗？",
          answer: "会留下一条「贷款审批」查询记录。短期内多家机构查询可能影响审批，单次查询没有影响。",
        },
        { topic: "no-code", question: "收不到验证码？", answer: "请检查拦截设置，60 秒后可以重新获取；换过手机号的请先到「我的」更新。" },
      ],
      submit: "同意授权并继续",
    },
    {
      stepId: "face-check",
      lead: "请由本人正对镜头，按提示完成核验。",
      cards: [{ fields: [{ field: "face", as: "face" }] }],
      help: [
        {
          topic: "face-tips",
          question: "总是核验不过？",
          answer: "面对窗户或台灯，让光线照在脸上；摘下帽子、口罩和墨镜，手机与眼睛同高。",
        },
        { topic: "camera-permission", question: "打不开摄像头？", answer: "请在手机设置中允许浏览器或应用使用相机，再回到此页重试。" },
      ],
      submit: "下一步",
      footnote: "人脸影像仅用于本次核验，核验后不保留。",
    },
    {
      stepId: "quote",
      lead: "调整金额与期限，看看月供。",
      cards: [
        {
          fields: [
            { field: "full-name", as: "output" },
            { field: "id-number", as: "output" },
            { field: "monthly-income", as: "output" },
          ],
        },
        {
          fields: [
            { field: "car-model", as: "output" },
            {
              field: "loan-amount",
              as: "number",
              placeholder: "以 1,000 元为单位",
              unit: "元",
              rule: { kind: "amount", min: 10_000, max: 1_500_000, step: 1_000 },
            },
            { field: "loan-term", as: "select", options: loanTerms, placeholder: "请选择", rule: { kind: "choice" } },
            { field: "repayment-method", as: "select", options: repaymentMethods, placeholder: "请选择", rule: { kind: "choice" } },
          ],
        },
        {
          fields: [
            { field: "annual-rate", as: "output", placeholder: "选好期限后显示" },
            { field: "monthly-payment", as: "output", placeholder: "选好期限后显示" },
            { field: "total-interest", as: "output", placeholder: "选好期限后显示" },
          ],
        },
      ],
      help: [
        { topic: "rate", question: "利率是怎么定的？", answer: "按期限和您的信用状况确定，合同期内固定不变；展示的是单利年化利率。" },
        { topic: "method", question: "两种还款方式差多少？", answer: "等额本息每月一样多；等额本金前多后少，总利息更低，前期压力更大。" },
      ],
      submit: "确认方案",
      footnote: "试算结果仅供参考，以合同为准。贷款有成本，请按需申请。",
    },
    {
      stepId: "sign",
      lead: "请核对要点，阅读合同后签名。",
      cards: [
        {
          fields: [
            { field: "loan-amount", as: "output" },
            { field: "loan-term", as: "output" },
            { field: "repayment-method", as: "output" },
            { field: "repayment-account", as: "select", optionsFrom: "accounts", placeholder: "请选择", rule: { kind: "choice" } },
          ],
        },
        {
          fields: [
            {
              field: "contract-read",
              as: "checkbox",
              statement: "我已阅读并同意",
              document: contractDocument,
              rule: { kind: "agreed" },
            },
            { field: "signature", as: "signature", placeholder: "请在此处手写签名", rule: { kind: "signed" } },
            { field: "sign-code", as: "sms-code", placeholder: "6 位数字", rule: { kind: "digits", length: 6 } },
          ],
        },
      ],
      help: [
        {
          topic: "early-repayment",
          question: "可以提前还款吗？",
          answer: "可以。放款满六个月后提前还款，不收违约金；未满六个月按剩余本金的 1% 收取。",
        },
        { topic: "contract", question: "合同哪里最要看？", answer: "看贷款金额、年化利率、期限、还款日、逾期罚息和提前还款条款。" },
      ],
      submit: "提交申请",
    },
  ],
  done: {
    heading: "申请已提交",
    text: "审批一般需要 1 个工作日，结果会以短信和站内消息通知您。",
    next: ["保持手机畅通，审批员可能与您核对信息。", "审批通过后，请在 30 天内到经销商处提车放款。"],
  },
};
