/** What an `output` field shows for the values so far: captions of choices, formatted amounts, computed figures. */
import { amountOf, carLoanQuote, formatWholeYuan, formatYuan, transferPrice } from "../../rules/figures.ts";
import type { FlowPages, Option, Values } from "../../rules/page-definition.ts";
import type { RunView } from "./bank-api.ts";

export function certificateOptions(run: RunView): readonly Option[] {
  return run.certificates.map(({ id, principal, rate, remainingDays }) => ({
    value: id,
    caption: `三年期大额存单 ${formatWholeYuan(principal)}`,
    detail: `年利率 ${(rate * 100).toFixed(2)}% · 剩余 ${remainingDays} 天`,
  }));
}

const AMOUNTS: readonly string[] = ["loan-amount", "funding-amount", "transfer-amount", "monthly-income"];

/** The text for one field; empty when there is nothing to show yet. */
export function outputText(field: string, flow: FlowPages, values: Values, run: RunView): string {
  const certificate = run.certificates.find(({ id }) => id === values["certificate"]);
  const quote = carLoanQuote(values);
  const price = certificate ? transferPrice(certificate, values) : null;
  switch (field) {
    case "annual-rate":
      return quote ? `${(quote.annualRate * 100).toFixed(2)}%` : "";
    case "monthly-payment":
      return quote ? formatYuan(quote.firstInstalment) : "";
    case "total-interest":
      return quote ? formatYuan(quote.totalInterest) : "";
    case "certificate-number":
      return certificate?.number ?? "";
    case "remaining-days":
      return certificate ? `${certificate.remainingDays} 天` : "";
    case "certificate":
      return certificateOptions(run).find(({ value }) => value === certificate?.id)?.caption ?? "";
    case "transfer-price":
      return price ? formatYuan(price.price) : "";
    case "given-up-interest":
      return price ? formatYuan(price.givenUp) : "";
  }
  const value = values[field] ?? "";
  if (value === "") return "";
  if (AMOUNTS.includes(field)) return formatWholeYuan(amountOf(value));
  const definition = flow.steps
    .flatMap((step) => step.cards.flatMap((card) => card.fields))
    .find((block) => block.field === field && block.options);
  return definition?.options?.find((option) => option.value === value)?.caption ?? value;
}
