/**
 * What electron-builder asks of the project: that no packages are to be searched, and the last touch on an unpacked app
 * before it becomes an installer (fuses, and the mark of a development build).
 *
 * Called by electron-builder (electron-builder.yml). Which runtime is used is decided in `scripts/package.ts`, which leaves
 * its decision in the app's package.json as `batonRuntime`.
 */
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { FuseV1Options, FuseVersion, flipFuses } from "@electron/fuses";
import type { AfterPackContext } from "electron-builder";

const EXECUTABLE = "baton";

export const UNDISTRIBUTABLE = `UNDISTRIBUTABLE / 不可分发

This build carries an Electron that is out of support. It exists so that development and tests can run a packaged app
where a current Electron cannot be downloaded. Do not give it to anybody. Build a release with a current Electron:
npm run package, on a machine that can download it.

本构建使用已停止维护的 Electron，仅供开发与测试，请勿分发。
`;

/** `false` tells electron-builder that node_modules is none of its business. */
export async function beforeBuild(): Promise<boolean> {
  return false;
}

export async function afterPack(context: AfterPackContext): Promise<void> {
  const isDevRuntime = context.packager.config.extraMetadata?.["batonRuntime"] === "devruntime";
  if (isDevRuntime) {
    rmSync(path.join(resourcesFolder(context), "default_app.asar"), { force: true });
    writeFileSync(path.join(context.appOutDir, "UNDISTRIBUTABLE.txt"), UNDISTRIBUTABLE);
  }
  await flipFuses(executableFile(context), {
    version: FuseVersion.V1,
    resetAdHocDarwinSignature: context.electronPlatformName === "darwin",
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: false,
    // Linux has no integrity check; there the fuse would only refuse to start.
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: context.electronPlatformName !== "linux",
    [FuseV1Options.OnlyLoadAppFromAsar]: true,
  });
}

function resourcesFolder({ appOutDir, electronPlatformName, packager }: AfterPackContext): string {
  if (electronPlatformName === "darwin") return path.join(appOutDir, `${packager.appInfo.productFilename}.app`, "Contents", "Resources");
  return path.join(appOutDir, "resources");
}

function executableFile({ appOutDir, electronPlatformName, packager }: AfterPackContext): string {
  if (electronPlatformName === "darwin") return path.join(appOutDir, `${packager.appInfo.productFilename}.app`);
  return path.join(appOutDir, electronPlatformName === "win32" ? `${EXECUTABLE}.exe` : EXECUTABLE);
}
