import { readFile } from "node:fs/promises";
import { expect, test } from "../fixtures/server.ts";
import { Api } from "../pages/api.ts";
import { App } from "../pages/app.ts";

test("an admin finds in the audit log who did what, narrows it and takes it along", async ({ browser, server }) => {
  // Somebody of its own: the customer of the demo has to stay one for the tests that follow.
  const person = { email: "audited@example.org", display_name: "Audited Person", role: "customer", locale: "en" };
  await (await Api.signIn(server.url, "admin")).post("/admin/users", person);
  const app = await App.open(browser, server.url, "admin");
  const { page } = app;
  const main = page.getByRole("main");
  const entries = main.getByRole("listitem");
  await page.goto("/admin/users");
  await entries.filter({ hasText: person.email }).getByRole("button").click();
  await page.getByRole("dialog").getByLabel("Role").selectOption("agent");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();

  await app.view("Audit log").click();
  await expect(app.heading).toBeFocused();
  await expect(page).toHaveTitle(/^Audit log/);
  await expect(entries.first(), "the newest first").toContainText("Person changed");
  await expect(entries.first()).toContainText(/Role.*Customer.*Agent/);

  await test.step("by kind, in the address", async () => {
    await page.getByLabel("What happened").selectOption({ label: "Signed in" });
    await expect(page).toHaveURL(/\/admin\/audit\?kind=signed_in$/);
    await expect(entries.first()).toContainText("Signed in");
    await expect(entries.filter({ hasText: "Person changed" })).toHaveCount(0);
    await page.reload();
    await expect(page.getByLabel("What happened")).toHaveValue("signed_in");
  });
  await test.step("by person, through a link", async () => {
    const who = entries.first().getByRole("link");
    const name = (await who.textContent()) ?? "";
    await who.click();
    await expect(page).toHaveURL(/\?kind=signed_in&actor=/);
    await expect(main.getByText(`Only what ${name} did.`)).toBeVisible();
    await page.getByRole("button", { name: "Show everybody" }).click();
    await expect(page).toHaveURL(/\?kind=signed_in$/);
  });
  await test.step("by day, both ends belonging to it", async () => {
    // That of the entry: it may be past midnight since.
    const at = await entries.first().locator("time").first().getAttribute("datetime");
    const day = await page.evaluate((at) => new Date(at ?? "").toLocaleDateString("sv-SE"), at);
    await page.getByLabel("From").fill(day);
    await page.getByLabel("Until").fill(day);
    await expect(page).toHaveURL(new RegExp(`from=${day}&until=${day}$`));
    await expect(entries.first()).toContainText("Signed in");
    await page.getByLabel("Until").fill("2001-01-01");
    await expect(main.getByText("No entries")).toBeVisible();
    await page.getByRole("button", { name: "Clear choice" }).click();
    await expect(page).toHaveURL(/\/admin\/audit$/);
    await expect(entries.first()).toContainText("Person changed");
  });
  await test.step("as a file, which is written down", async () => {
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export" }).click();
    const saved = await saving;
    expect(saved.suggestedFilename()).toBe("audit.ndjson");
    const lines = (await readFile(await saved.path(), "utf8")).trim().split("\n");
    const kinds = lines.map((line) => (JSON.parse(line) as { kind: string }).kind);
    expect(kinds).toContain("user_changed");
    await page.reload();
    await expect(entries.first()).toContainText("Data exported");
  });
});

test("what the audit log cannot give now can be asked for again", async ({ browser, server }) => {
  const { page } = await App.open(browser, server.url, "admin");
  await page.route("**/api/v1/admin/audit", (route) => route.fulfill({ status: 503 }));
  await page.goto("/admin/audit");
  await expect(page.getByRole("alert").getByRole("button", { name: "Try again" })).toBeVisible();
  await page.unroute("**/api/v1/admin/audit");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible();
});

test("the audit log is for admins only", async ({ browser, server }) => {
  const agent = await App.open(browser, server.url, "agent");
  await expect(agent.view("Audit log")).toHaveCount(0);
  await agent.page.goto("/admin/audit");
  await expect(agent.page.getByRole("heading", { level: 1, name: "Page not found" })).toBeVisible();
});
