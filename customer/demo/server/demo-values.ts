/** Complete, valid values for each flow from a customer's record: what 「填入演示资料」 enters and what a test types. */
import type { Values } from "../rules/page-definition.ts";
import type { CustomerRecord } from "./records.ts";

/** Uploads, codes and signatures are left out: those are done, not entered. */
export function demoValues(flowId: string, record: CustomerRecord): Values {
  const person = { "full-name": record.name, "id-number": record.idNumber, phone: record.phone, address: record.address };
  switch (flowId) {
    case "car-loan":
      return {
        ...person,
        "car-model": "ev-sedan-2026",
        "purchase-city": "上海",
        "vehicle-price": "268800",
        "down-payment": "30",
        "id-expiry": "2038-06-18",
        occupation: "employee",
        employer: record.employer,
        "work-years": "3-5",
        "monthly-income": "18500",
        "credit-enquiry": "yes",
        "information-use": "yes",
        "loan-amount": "188000",
        "loan-term": "36",
        "repayment-method": "equal-instalment",
        "repayment-account": record.accounts[0]?.id ?? "",
        "contract-read": "yes",
      };
    case "deposit-transfer":
      return {
        certificate: record.certificates[0]?.id ?? "",
        "transfer-scope": "part",
        "transfer-amount": "300000",
        "transfer-mode": "listed",
        "transfer-rate": "2.60",
        "listing-days": "7",
        "transfer-reason": "purchase",
        "ack-price": "yes",
        "ack-unsold": "yes",
        "ack-final": "yes",
        "id-number": record.idNumber,
        "trade-password": record.tradePassword,
        "receiving-account": record.accounts[1]?.id ?? "",
        "agreement-read": "yes",
      };
    case "family-trust":
      return {
        ...person,
        "trust-type": "insurance",
        "trust-purpose": "education",
        "trust-term": "30",
        "marital-status": "married",
        "tax-residency": "china",
        "asset-kind": "policy",
        "funding-amount": "3000000",
        insurer: "haiyue",
        "policy-number": record.policyNumber,
        "annual-premium": "186000",
        "wealth-source": "business",
        "beneficiary-name-1": record.child.name,
        "beneficiary-id-1": record.child.idNumber,
        "beneficiary-relation-1": "child",
        "beneficiary-share-1": "100",
        distribution: "events",
        "ack-no-guarantee": "yes",
        "ack-irrevocable": "yes",
        "ack-liquidity": "yes",
        "ack-fees": "yes",
        "risk-class": "C3",
        "contract-read": "yes",
      };
    default:
      return {};
  }
}
