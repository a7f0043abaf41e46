import { type Locator, type Page } from "@playwright/test";
import { expect, test } from "../fixtures/server.ts";
import { App } from "../pages/app.ts";

const row = (page: Page, name: string): Locator =>
  page.getByRole("main").getByRole("listitem").filter({ has: page.getByText(name, { exact: true }) });

test("an admin makes a team, changes who is in it, and switches it off and on", async ({ browser, server }) => {
  const app = await App.open(browser, server.url, "admin");
  const { page } = app;
  const dialog = page.getByRole("dialog");
  await page.goto("/admin/teams");
  await expect(page).toHaveTitle(/^Teams/);
  await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible();

  await test.step("a name is needed, and one that is taken is refused at its field", async () => {
    await page.getByRole("button", { name: "New team" }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog.getByLabel("Name", { exact: true })).toHaveAttribute("aria-invalid", "true");
    await dialog.getByLabel("Name", { exact: true }).fill("Night watch");
    await dialog.getByRole("checkbox", { name: "Nora Feldkamp" }).check();
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(app.notices).toContainText("The team is saved.");
    await expect(row(page, "Night watch")).toContainText("Nora Feldkamp · no open tickets");
    await page.getByRole("button", { name: "New team" }).click();
    await expect(dialog.getByRole("checkbox", { name: "Nora Feldkamp" })).not.toBeChecked();
    await dialog.getByLabel("Name", { exact: true }).fill("night watch");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog.getByLabel("Name", { exact: true })).toHaveAccessibleDescription("This name is taken.");
    await page.keyboard.press("Escape");
  });
  await test.step("renamed, with somebody else", async () => {
    await page.getByRole("button", { name: "Change: Night watch" }).click();
    await dialog.getByLabel("Name", { exact: true }).fill("Late watch");
    await dialog.getByRole("checkbox", { name: "Nora Feldkamp" }).uncheck();
    await dialog.getByRole("checkbox", { name: "Tariq Benhaddou" }).check();
    await page.keyboard.press("Enter");
    await expect(row(page, "Late watch")).toContainText("Tariq Benhaddou");
    await expect(row(page, "Night watch")).toHaveCount(0);
  });
  await test.step("switching it off is asked about", async () => {
    await page.getByRole("button", { name: "Disable: Late watch" }).click();
    await expect(page.getByRole("dialog", { name: "Disable team “Late watch”?" })).toContainText("no open tickets");
    await dialog.getByRole("button", { name: "Disable team" }).click();
    await expect(row(page, "Late watch")).toContainText("Disabled");
    await page.getByRole("button", { name: "Enable: Late watch" }).click();
    await expect(app.notices).toContainText("The team is enabled again.");
    await page.getByRole("button", { name: "Disable: Late watch" }).click();
    await dialog.getByRole("button", { name: "Disable team" }).click();
    await expect(row(page, "Late watch")).toContainText("Disabled");
  });
});

test("an admin makes a queue with a promise, and opens it to all after a question", async ({ browser, server }) => {
  const app = await App.open(browser, server.url, "admin");
  const { page } = app;
  const dialog = page.getByRole("dialog", { name: /queue/i });
  await page.goto("/admin/queues");
  await expect(page).toHaveTitle(/^Queues/);

  await test.step("a promise needs a calendar", async () => {
    await page.getByRole("button", { name: "New queue" }).click();
    await dialog.getByLabel("Name", { exact: true }).fill("Board");
    await dialog.getByRole("radio", { name: "Only its teams" }).check();
    await expect(dialog).toContainText("Without a team only admins see what waits here.");
    await dialog.getByLabel("SLA policy").selectOption("Standard");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog.getByLabel("Calendar")).toHaveAttribute("aria-invalid", "true");
    await dialog.getByLabel("Calendar").selectOption("Office hours");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(app.notices).toContainText("The queue is saved.");
    await expect(row(page, "Board")).toContainText("Only its teams");
    await expect(row(page, "Board")).toContainText("no team looks after it · Standard, Office hours");
  });
  await test.step("opened to everybody, and it promises nothing any more", async () => {
    await page.getByRole("button", { name: "Change: Board" }).click();
    await dialog.getByRole("radio", { name: "All agents" }).check();
    await dialog.getByLabel("SLA policy").selectOption("Nothing is promised");
    await expect(dialog.getByLabel("Calendar")).toHaveCount(0);
    await dialog.getByRole("button", { name: "Save" }).click();
    const question = page.getByRole("dialog", { name: "Open “Board” to all agents?" });
    await question.getByRole("button", { name: "Open and save" }).click();
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(row(page, "Board")).toContainText("Nothing is promised");
    await expect(row(page, "Board")).not.toContainText("Only its teams");
  });
  await test.step("switched off, after a question", async () => {
    await page.getByRole("button", { name: "Disable: Board" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Disable queue" }).click();
    await expect(row(page, "Board")).toContainText("Disabled");
  });
  await test.step("the first queue stays open and in use", async () => {
    const first = page.getByRole("main").getByRole("listitem").first();
    await expect(first.getByRole("button", { name: /^Disable/ })).toHaveCount(0);
    await first.getByRole("button", { name: /^Change/ }).click();
    await expect(dialog.getByRole("radio")).toHaveCount(0);
    await expect(dialog).toContainText("What has no other queue comes into this one.");
  });
});

test("without teams and queues the pages say so, and what fails can be tried again", async ({ browser, server }) => {
  const { page } = await App.open(browser, server.url, "admin");
  for (const [path, words] of [["teams", "No team yet"], ["queues", "No queue yet"]] as const) {
    await page.route(`**/api/v1/${path}`, (route) => route.fulfill({ status: 503 }));
    await page.goto(`/admin/${path}`);
    await expect(page.getByRole("alert").getByRole("button", { name: "Try again" })).toBeVisible();
    await page.unroute(`**/api/v1/${path}`);
    await page.route(`**/api/v1/${path}`, (route) => route.fulfill({ json: { items: [] } }));
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByText(words)).toBeVisible();
    await page.unroute(`**/api/v1/${path}`);
  }
});
