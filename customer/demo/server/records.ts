/**
 * What the demo bank knows about its customers: who they are comes from `content/people/customers.yaml`; numbers, phones, addresses and
 * accounts are made up here from the customer's id, always the same ones, with valid check characters.
 *
 * These are the secrets of the leak tests: none of them may ever appear in a request to the hub.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { invariant } from "#shared/lib/invariant.ts";
import { seededRandom } from "#shared/lib/seeded-random.ts";
import { customerSchema } from "#shared/model/person.ts";
import type { Certificate } from "../rules/figures.ts";
import { idCheckCharacter } from "../rules/validate.ts";

export type Account = { readonly id: string; readonly number: string; readonly caption: string };

export type CustomerRecord = {
  readonly customerId: string;
  readonly name: string;
  readonly phone: string;
  readonly idNumber: string;
  readonly address: string;
  readonly employer: string;
  readonly tradePassword: string;
  readonly accounts: readonly Account[];
  readonly certificates: readonly Certificate[];
  readonly child: { readonly name: string; readonly idNumber: string };
  readonly policyNumber: string;
};

const REGIONS: Readonly<Record<string, string>> = {
  上海: "310104",
  南京: "320102",
  苏州: "320505",
  杭州: "330106",
  无锡: "320205",
  宁波: "330203",
  武汉: "420106",
};
const STREETS = ["梧桐路", "望江街", "云栖路", "澄湖路", "桂花巷", "春申路", "听潮路"];
const EMPLOYERS = ["澄光精密制造有限公司", "远穗供应链管理有限公司", "青禾建筑设计有限公司", "沐川生物科技有限公司", "鹭洲软件有限公司"];
const GIVEN_NAMES = ["子墨", "若溪", "一诺", "梓涵", "知远"];

/** Chance seeded by a text (FNV-1a hash): the same customer always has the same numbers. */
function numbersFrom(seed: string): (below: number) => number {
  const hash = [...seed].reduce((sum, character) => Math.imul(sum ^ (character.codePointAt(0) ?? 0), 16_777_619), 0x811c9dc5);
  return seededRandom(hash).below;
}

function digits(next: (below: number) => number, count: number): string {
  return Array.from({ length: count }, () => String(next(10))).join("");
}

function idNumber(next: (below: number) => number, region: string, firstYear: number): string {
  const month = String(1 + next(12)).padStart(2, "0");
  const day = String(1 + next(28)).padStart(2, "0");
  const body = `${region}${firstYear + next(12)}${month}${day}${digits(next, 3)}`;
  return body + idCheckCharacter(body);
}

function pick<T>(next: (below: number) => number, from: readonly T[]): T {
  const one = from[next(from.length)];
  invariant(one !== undefined, "picked from a list that is never empty");
  return one;
}

/** The record of one customer; a pure function of id, name and city. */
export function recordOf(customer: { readonly id: string; readonly name: string; readonly city: string }): CustomerRecord {
  const next = numbersFrom(customer.id);
  const region = REGIONS[customer.city] ?? "310115";
  const account = (kind: string): Account => {
    const number = `6217${digits(next, 15)}`;
    return { id: `account-${number.slice(-4)}`, number, caption: `${kind}（尾号 ${number.slice(-4)}）` };
  };
  const certificate = (principal: number, rate: number, remainingDays: number): Certificate => {
    const number = `CD${digits(next, 12)}`;
    return { id: `certificate-${number.slice(-4)}`, number, principal, rate, termDays: 1_095, remainingDays };
  };
  return {
    customerId: customer.id,
    name: customer.name,
    phone: `13${8 + next(2)}${digits(next, 8)}`,
    idNumber: idNumber(next, region, 1976),
    address: `${customer.city}市${pick(next, STREETS)} ${10 + next(280)} 弄 ${1 + next(30)} 号 ${200 + next(1_800)} 室`,
    employer: `${customer.city}${pick(next, EMPLOYERS)}`,
    tradePassword: digits(next, 6),
    accounts: [account("工资卡"), account("储蓄卡")],
    certificates: [certificate(500_000, 0.0265, 412), certificate(300_000, 0.0235, 187)],
    child: { name: `${customer.name.slice(0, 1)}${pick(next, GIVEN_NAMES)}`, idNumber: idNumber(next, region, 2008) },
    policyNumber: `P${digits(next, 14)}`,
  };
}

const fileSchema = z.object({ customers: z.array(customerSchema) });

/** Reads the demo customers. Throws with the file's faults: without customers there is no demo bank. */
export function loadRecords(contentFolder: string): readonly CustomerRecord[] {
  const file = path.join(contentFolder, "people", "customers.yaml");
  return fileSchema.parse(parse(readFileSync(file, "utf8"))).customers.map(recordOf);
}
