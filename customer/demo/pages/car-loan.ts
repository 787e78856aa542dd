/** 车贷申请, all seven steps in one page. A visitor may start without signing in. */
import { flow } from "../../../content/flows/car-loan.yaml";
import { openFlow } from "./ui/flow-page.ts";

void openFlow({ flow, needsSignIn: false });
