/**
 * The hub's start image (docs/adr/0010): Node runs the bundle once and keeps its memory as a file, which a start then begins with.
 *
 * Owns how that is done and what the bundle is kept from meanwhile. What is run is `hub/entry/frozen.ts`; that a start does without when Node
 * refuses the file is `main/hub-host/start-hub.ts`.
 */
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "vite";
import { runToEnd } from "#scripts/lib/processes.ts";
import { inProject } from "#scripts/lib/project.ts";

/** Bundle, and image made of it, in the hub's folder of `out/`. */
export const IMAGE_BUNDLE = "hub.cjs";
export const START_IMAGE = "hub.blob";

/**
 * Runs before the bundle and gets its `require`. Handed over as text: it uses nothing from outside its own braces.
 *
 * Node's modules that hold native objects cannot be kept: they are fetched at their first use, which must not be while the image is made.
 * Neither may a clock's hour or a random value be: every hub would start with the same one.
 */
function keepers(required: NodeJS.Require) {
  const NOT_KEPT = new Set(["http", "http2", "https", "sqlite", "tls", "worker_threads"]);
  let isMaking = true;
  const refuse = (what: string) => {
    if (isMaking) throw new Error(`${what} is used while the start image is made: every hub would start with what came of it`);
  };

  function fetchedLater(name: string): object {
    let real: Record<string | symbol, unknown> | null = null;
    const module = () => {
      refuse(name);
      real ??= process.getBuiltinModule(`node:${name}`) as unknown as Record<string | symbol, unknown>;
      return real;
    };
    return new Proxy(Object.create(null), {
      get: (_, key) => module()[key],
      has: (_, key) => key in module(),
      ownKeys: () => Reflect.ownKeys(module()),
    });
  }

  const crypto = process.getBuiltinModule("node:crypto");
  const watched: [object, string][] = [
    ...["randomBytes", "randomFill", "randomFillSync", "randomInt", "randomUUID", "generateKeyPairSync"].map((name): [object, string] => [
      crypto,
      name,
    ]),
    [Math, "random"],
    [Date, "now"],
  ];
  const restore = watched.map(([owner, name]) => {
    const real: unknown = Reflect.get(owner, name);
    Reflect.set(owner, name, (...args: unknown[]) => {
      refuse(name);
      return Reflect.apply(real as (...given: unknown[]) => unknown, owner, args);
    });
    return () => Reflect.set(owner, name, real);
  });

  return {
    require(id: string): unknown {
      const name = id.replace(/^node:/, "");
      return NOT_KEPT.has(name) ? fetchedLater(name) : required(id);
    },
    end() {
      isMaking = false;
      for (const one of restore) one();
    },
  };
}

/** Around the bundle's own text, and that in ASCII: one Chinese character, and V8 holds 2.5 MB of it in two bytes a letter, read at every start. */
export const framedForImage: Plugin = {
  name: "baton:start-image",
  // Last of all: what brings a chunk down to a target writes such letters out again.
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle))
      if (chunk.type === "chunk")
        chunk.code = `const imageKeepers = (${keepers})(require); require = imageKeepers.require;\n${inAscii(chunk.code)}\nimageKeepers.end();\n`;
  },
};

/** Bundled code has such letters in comments, strings, patterns and names; all four read them escaped. */
function inAscii(code: string): string {
  return code.replace(/[^\0-\x7f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The Node that a desktop of this machine starts its hub with; null where none is installed, and then no image is of use. */
function carriedNode(): string | null {
  const system = process.platform === "win32" ? "win" : process.platform;
  const node = inProject("node_modules", `node-${system}-${process.arch}`, "bin", process.platform === "win32" ? "node.exe" : "node");
  return existsSync(node) ? node : null;
}

/**
 * Makes the image in the bundle's folder. A hub starts without one too, only later: where it cannot be made, the reason is what comes back.
 *
 * @param contentDir its content is read, checked and kept in the image
 */
export async function makeStartImage(folder: string, contentDir: string): Promise<string | null> {
  const node = carriedNode();
  if (node === null) return "this machine has no Node beside Electron";
  const image = path.join(folder, START_IMAGE);
  // What a library reads of the environment when it is loaded is kept as well: it reads nothing.
  const { SystemRoot } = process.env;
  const made = await runToEnd(node, ["--snapshot-blob", image, "--build-snapshot", path.join(folder, IMAGE_BUNDLE), contentDir], {
    env: { NODE_NO_WARNINGS: "1", ...(SystemRoot === undefined ? {} : { SystemRoot }) },
  });
  if (made.exitCode === 0) return null;
  rmSync(image, { force: true });
  return (
    made.stderr
      .trim()
      .split("\n")
      .find((line) => line.includes("Error")) ?? `Node ended with ${made.exitCode}`
  );
}
