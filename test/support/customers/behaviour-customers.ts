/** The synthetic customers of `shared/domain/samples` over the bank's own three flows, from the instant tests run at. */
import type { People } from "#shared/domain/samples/people.ts";
import { type SampleCustomer, sampleCustomer } from "#shared/domain/samples/sample-customers.ts";
import { carLoan, depositTransfer, familyTrust, TEST_NOW } from "./fact-writer.ts";

const FLOWS = [carLoan, depositTransfer, familyTrust];

export function behaviourCustomer(seed: number, people: People): SampleCustomer {
  return sampleCustomer(seed, people, FLOWS, TEST_NOW);
}
