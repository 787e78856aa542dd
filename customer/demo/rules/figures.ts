/** The demo bank's arithmetic: instalments of a car loan, price of a transferred certificate. Invented rates, real formulas. */
import type { Values } from "./page-definition.ts";

const yuan = new Intl.NumberFormat("zh-CN", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const wholeYuan = new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 0 });

export function formatYuan(amount: number): string {
  return `${yuan.format(amount)} 元`;
}

export function formatWholeYuan(amount: number): string {
  return `${wholeYuan.format(amount)} 元`;
}

export function amountOf(value: string | undefined): number {
  const amount = Number((value ?? "").replaceAll(",", ""));
  return Number.isFinite(amount) ? amount : 0;
}

/** Annual simple rate by term in months; longer terms cost more. */
const CAR_LOAN_RATES: Readonly<Record<string, number>> = { "12": 0.0298, "24": 0.0328, "36": 0.0358, "48": 0.0388, "60": 0.0408 };

/** Most that may be lent: price less the chosen down payment (percent), rounded down to 1,000 yuan. */
export function carLoanLimit(values: Values): number {
  const financed = amountOf(values["vehicle-price"]) * (1 - amountOf(values["down-payment"]) / 100);
  return Math.floor(financed / 1_000) * 1_000;
}

export type CarLoanQuote = { readonly annualRate: number; readonly firstInstalment: number; readonly totalInterest: number };

/**
 * Equal instalments: P·r·(1+r)^n / ((1+r)^n − 1). Equal principal: P/n + P·r in the first month, total interest P·r·(n+1)/2.
 * `null` until amount, term and method are chosen.
 */
export function carLoanQuote(values: Values): CarLoanQuote | null {
  const principal = amountOf(values["loan-amount"]);
  const months = amountOf(values["loan-term"]);
  const annualRate = CAR_LOAN_RATES[values["loan-term"] ?? ""];
  const method = values["repayment-method"];
  if (principal <= 0 || annualRate === undefined || !method) return null;
  const monthly = annualRate / 12;
  if (method === "equal-principal") {
    return {
      annualRate,
      firstInstalment: principal / months + principal * monthly,
      totalInterest: (principal * monthly * (months + 1)) / 2,
    };
  }
  const growth = (1 + monthly) ** months;
  const instalment = (principal * monthly * growth) / (growth - 1);
  return { annualRate, firstInstalment: instalment, totalInterest: instalment * months - principal };
}

export type Certificate = {
  readonly id: string;
  /** Full number; a value, never public. */
  readonly number: string;
  readonly principal: number;
  /** Annual rate of the certificate. */
  readonly rate: number;
  readonly termDays: number;
  readonly remainingDays: number;
};

export type TransferPrice = { readonly price: number; readonly givenUp: number };

/**
 * Price at which the buyer earns `transfer-rate` to maturity: (P + interest at maturity) / (1 + rate × remaining / 365).
 * Given up = principal and interest accrued so far, less the price; never below zero.
 */
export function transferPrice(certificate: Certificate, values: Values): TransferPrice | null {
  const principal = amountOf(values["transfer-amount"]);
  const rate = Number(values["transfer-rate"]);
  if (principal <= 0 || !Number.isFinite(rate) || rate <= 0) return null;
  const atMaturity = principal * (1 + (certificate.rate * certificate.termDays) / 365);
  const price = atMaturity / (1 + (rate / 100) * (certificate.remainingDays / 365));
  const accrued = principal * (1 + (certificate.rate * (certificate.termDays - certificate.remainingDays)) / 365);
  return { price, givenUp: Math.max(0, accrued - price) };
}
