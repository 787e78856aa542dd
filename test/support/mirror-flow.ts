/** The public definition behind the mirror's fixture pages. */
import type { MirrorFlow } from "#shared/browser/mirror/allow-list.ts";

const field = (
  id: string,
  zh: string,
  control: MirrorFlow["steps"][number]["fields"][number]["control"],
  sensitivity: "open" | "manager" | "secret",
) => ({
  id,
  label: { "zh-CN": zh, en: `${id} label` },
  control,
  sensitivity,
});

/** A cut of the car loan, enough for the fixture page. */
export const FIXTURE_FLOW: MirrorFlow = {
  title: { "zh-CN": "车贷申请", en: "Car loan application" },
  steps: [
    {
      id: "identity",
      title: { "zh-CN": "身份信息", en: "Identity" },
      fields: [
        field("full-name", "姓名", "text", "secret"),
        field("id-number", "证件号码", "id-number", "secret"),
        field("phone", "手机号", "phone", "secret"),
        field("vehicle-price", "车辆成交价", "number", "manager"),
        field("occupation", "职业类型", "choice", "manager"),
        field("car-model", "车型", "choice", "open"),
        field("loan-term", "贷款期限", "choice", "open"),
        field("credit-enquiry", "征信查询授权", "checkbox", "open"),
        field("annual-rate", "年化利率（单利）", "number", "open"),
        field("repayment-account", "还款账户", "choice", "secret"),
        field("signature", "手写签名", "signature", "secret"),
      ],
      publicText: ["请填写本人的信息，与身份证一致。", "下一步", "上一步", "月收入"],
    },
  ],
};
