/** Whether the window is too narrow for a side column (under 1360 px). */
import { useSyncExternalStore } from "react";

const query = () => window.matchMedia("(max-width: 1359px)");

export function useIsNarrow(): boolean {
  return useSyncExternalStore(
    (hear) => {
      const list = query();
      list.addEventListener("change", hear);
      return () => list.removeEventListener("change", hear);
    },
    () => query().matches,
  );
}
