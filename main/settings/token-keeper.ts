/**
 * Keeps the desk's sign-in token: in the system's keyring where there is a real one, else in memory until this run ends.
 *
 * Owns `token.bin`. A keyring that only obscures (Linux' basic_text) counts as none: a stolen file would give the token away.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type DeskLog, faultFields } from "../platform/desk-log.ts";

/** The part of Electron's safeStorage that is used; call it only after the app is ready. */
export type Vault = {
  isEncryptionAvailable(): boolean;
  /** Linux only, and not in every Electron. */
  getSelectedStorageBackend?: () => string;
  encryptString(text: string): Buffer;
  decryptString(sealed: Buffer): string;
};

export type Kept = "keyring" | "run";
export type TokenKeeper = {
  keep(token: string | null): Kept;
  kept(): { readonly token: string | null; readonly kept: Kept };
};

export function openTokenKeeper({ folder, vault, log }: { folder: string; vault: Vault; log: DeskLog }): TokenKeeper {
  const file = path.join(folder, "token.bin");
  let inMemory: string | null = null;
  return {
    keep(token) {
      inMemory = token;
      if (token === null) {
        rmSync(file, { force: true });
        return where(vault);
      }
      if (where(vault) === "run") return "run";
      try {
        writeFileSync(file, vault.encryptString(token), { mode: 0o600 });
        return "keyring";
      } catch (fault) {
        log.warn("settings", "the keyring did not take the token, it is kept for this run", faultFields(fault));
        return "run";
      }
    },
    kept() {
      const kept = where(vault);
      if (inMemory !== null || kept === "run" || !existsSync(file)) return { token: inMemory, kept };
      try {
        inMemory = vault.decryptString(readFileSync(file));
      } catch (fault) {
        // Another keyring or a damaged file: the person signs in again.
        log.warn("settings", "the kept token could not be read", faultFields(fault));
        rmSync(file, { force: true });
      }
      return { token: inMemory, kept };
    },
  };
}

function where(vault: Vault): Kept {
  if (!vault.isEncryptionAvailable()) return "run";
  return vault.getSelectedStorageBackend?.() === "basic_text" ? "run" : "keyring";
}
