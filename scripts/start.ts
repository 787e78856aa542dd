/** `npm start [-- args]`: plays or opens the main job. The work is in `scripts/lib/open-main-job.ts` and `scripts/main-job.ts`. */
import { openMainJob } from "./lib/open-main-job.ts";

process.exitCode = await openMainJob(process.argv.slice(2));
