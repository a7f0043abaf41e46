import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { delimiter, join } from "node:path";
import { defineConfig } from "@playwright/test";

/** Debian's browser, without windows if it is there; Playwright's own would have to be downloaded. */
function chromium(): string {
  const names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"];
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const candidates = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  const found = process.env["LOTSE_CHROMIUM"] ?? candidates.find((file) => existsSync(file));
  if (!found) throw new Error("no Chromium in PATH: apt-get install chromium, or set LOTSE_CHROMIUM");
  return found;
}

export default defineConfig({
  testDir: "specs",
  outputDir: "test-results/artifacts",
  // Each worker has a server and a database of its own. A browser keeps about a core busy.
  workers: Number(process.env["LOTSE_E2E_WORKERS"] ?? Math.min(4, availableParallelism())),
  retries: 0,
  forbidOnly: Boolean(process.env["CI"]),
  // Jobs of the server send, call and look at files in their own time, a reply can be taken back for ten seconds, and a
  // shared machine can be slow for a while. Nothing waits for these times to pass.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [["list"], ["json", { outputFile: "test-results/results.json" }]],
  use: {
    browserName: "chromium",
    headless: true,
    locale: "en-US",
    timezoneId: "Europe/Berlin",
    trace: "off",
    launchOptions: {
      executablePath: chromium(),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // Pages live for seconds here: what V8 would compile a second time, for speed, costs more than it saves.
        "--js-flags=--liftoff-only",
      ],
    },
  },
});
