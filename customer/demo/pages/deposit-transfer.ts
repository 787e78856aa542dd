/** 大额存单转让: every step is a page of its own, with a real page load between. */
import { flow } from "../../../content/flows/deposit-transfer.yaml";
import { openFlow } from "./ui/flow-page.ts";

const stepId = location.pathname.split("/").pop() ?? "certificate";
void openFlow({ flow, needsSignIn: true, stepId, addressOf: (next) => `/deposit-transfer/${next}${location.search}` });
