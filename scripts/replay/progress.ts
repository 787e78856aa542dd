/**
 * A progress bar on a terminal; on anything else one line a stage. Written to stderr, so that stdout holds the answer alone.
 */
export type Progress = {
  /** @param done01 from 0 to 1 */
  stage(name: string, done01: number): void;
  end(): void;
};

const WIDTH = 28;

export function progressOn(stream: { readonly isTTY?: boolean; write(text: string): unknown }): Progress {
  let current = "";
  let shown = -1;
  return {
    stage(name, done01) {
      const percent = Math.floor(Math.min(1, Math.max(0, done01)) * 100);
      if (stream.isTTY !== true) {
        if (name !== current) stream.write(`${name}\n`);
        current = name;
        return;
      }
      if (name === current && percent === shown) return;
      if (name !== current && current !== "") stream.write("\n");
      current = name;
      shown = percent;
      const full = Math.round((percent / 100) * WIDTH);
      stream.write(`\r${name.padEnd(22)} ${"█".repeat(full)}${"░".repeat(WIDTH - full)} ${String(percent).padStart(3)} %`);
    },
    end() {
      if (stream.isTTY === true && current !== "") stream.write("\n");
    },
  };
}
