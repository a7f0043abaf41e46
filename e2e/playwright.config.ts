import { availableParallelism } from "node:os";
import { defineConfig } from "@playwright/test";
import { windowless } from "./fixtures/chromium.ts";

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
      executablePath: windowless(),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // Pages live for seconds here: what V8 would compile a second time, for speed, costs more than it saves. What takes
        // minutes runs as it does for people.
        ...(process.env["LOTSE_TEST_LONG"] ? [] : ["--js-flags=--liftoff-only"]),
      ],
    },
  },
});
