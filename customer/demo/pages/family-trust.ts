/** 家族信托/保险金信托设立, all six steps in one page. */
import { flow } from "../../../content/flows/family-trust.yaml";
import { openFlow } from "./ui/flow-page.ts";

void openFlow({ flow, needsSignIn: true });
