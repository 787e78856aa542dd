/**
 * A screen for real windows: the one there is, else a virtual one (Xvfb) on a free number.
 *
 * Owns starting and ending Xvfb by its id. Which programs draw on it is the caller's business.
 */
import type { Readable } from "node:stream";
import { spawnTracked } from "./processes.ts";

const START_TIMEOUT_MS = 10_000;

export type Display = {
  /** Variables for every program that is to draw there. */
  readonly env: Readonly<Record<string, string>>;
  readonly isVirtual: boolean;
  close(): Promise<void>;
};

export type DisplayOptions = {
  /** "own": always a virtual one, as tests need; "any": the person's own where there is one. */
  readonly which: "own" | "any";
  readonly width?: number;
  readonly height?: number;
};

export async function openDisplay({ which, width = 1920, height = 1080 }: DisplayOptions): Promise<Display> {
  const hasOwn = process.platform !== "linux" || Boolean(process.env["DISPLAY"] || process.env["WAYLAND_DISPLAY"]);
  if (process.platform !== "linux" || (which === "any" && hasOwn)) return { env: {}, isVirtual: false, close: async () => {} };

  const server = spawnTracked("Xvfb", ["-displayfd", "3", "-screen", "0", `${width}x${height}x24`, "-nolisten", "tcp", "-noreset"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  try {
    const number = await Promise.race([readNumber(server.child.stdio[3] as Readable), failOnExit(server.exited), failLate()]);
    return { env: { DISPLAY: `:${number}`, ELECTRON_OZONE_PLATFORM_HINT: "x11" }, isVirtual: true, close: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw new Error("the virtual display (Xvfb) did not start; install the package xvfb", { cause: error });
  }
}

/** Gives `work` a screen and takes it away afterwards, whatever happened. */
export async function withDisplay<T>(options: DisplayOptions, work: (display: Display) => Promise<T>): Promise<T> {
  const display = await openDisplay(options);
  try {
    return await work(display);
  } finally {
    await display.close();
  }
}

/** Xvfb writes its number and a line feed once it accepts connections. */
function readNumber(from: Readable): Promise<number> {
  return new Promise((resolve) => {
    let text = "";
    from.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
      if (text.includes("\n")) resolve(Number.parseInt(text, 10));
    });
  });
}

async function failOnExit(exited: Promise<unknown>): Promise<never> {
  await exited;
  throw new Error("Xvfb ended while starting");
}

function failLate(): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error(`Xvfb gave no display number within ${START_TIMEOUT_MS} ms`)), START_TIMEOUT_MS).unref();
  });
}
