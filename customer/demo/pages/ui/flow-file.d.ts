/** Flow files as modules (see `vite.config.ts`). */
declare module "*.yaml" {
  import type { Flow } from "#shared/model/flow.ts";
  export const flow: Flow;
}
