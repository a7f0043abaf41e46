import { type Locator, type Page } from "@playwright/test";
import { expect, test } from "../fixtures/server.ts";
import { Api } from "../pages/api.ts";
import { App } from "../pages/app.ts";
import { press, tabTo, type } from "../pages/keyboard.ts";

const card = (page: Page, name: string): Locator => page.getByRole("article", { name, exact: true });

/** What is typed takes the place of what stands there. */
async function retype(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(text);
}

test("a calendar and a policy by keyboard alone", async ({ browser, server }) => {
  test.slow();
  const app = await App.open(browser, server.url, "admin");
  const { page } = app;
  const week = page.getByRole("table", { name: "The hours of the week" });
  await press(page, app.view("Service levels"));
  await expect(app.heading).toHaveText("Service levels");
  await expect(app.heading).toBeFocused();
  await expect(page).toHaveTitle(/^Service levels/);

  await test.step("what is wrong is said where it stands", async () => {
    await press(page, page.getByRole("link", { name: "New calendar" }));
    await expect(app.heading).toHaveText("New calendar");
    await expect(app.heading).toBeFocused();
    await expect(week.getByRole("row", { name: /^Monday/ })).toContainText("09:00–17:00");
    await press(page, page.getByRole("button", { name: "Add hours: Monday" }));
    const from = page.getByRole("textbox", { name: "Monday, hours 2, from" });
    await expect(from).toBeFocused();
    await page.keyboard.type("16");
    await type(page, page.getByRole("textbox", { name: "Monday, hours 2, until" }), "20");
    await retype(page, page.getByRole("textbox", { name: "Tuesday, hours 1, until" }), "8");
    await expect(from, "a short time is put right").toHaveValue("16:00");
    await page.keyboard.press("Enter");
    const summary = page.getByRole("group", { name: /^3 .* need your attention/ });
    await expect(summary).toBeFocused();
    await expect(page.getByLabel("Name", { exact: true })).toHaveAttribute("aria-invalid", "true");
    await expect(from).toHaveAttribute("aria-invalid", "true");
    await expect(from).toHaveAccessibleDescription("This overlaps other hours of the day.");
    const until = page.getByRole("textbox", { name: "Tuesday, hours 1, until" });
    await expect(until).toHaveAccessibleDescription("The end has to come after the beginning.");
    await press(page, summary.getByRole("link", { name: /^Tuesday/ }));
    await expect(until).toBeFocused();
  });
  await test.step("a week with a holiday is saved", async () => {
    await retype(page, page.getByRole("textbox", { name: "Tuesday, hours 1, until" }), "17");
    await press(page, page.getByRole("button", { name: "Remove: Monday, hours 2" }));
    await expect(page.getByRole("button", { name: "Add hours: Monday" })).toBeFocused();
    await retype(page, page.getByRole("textbox", { name: "Monday, hours 1, until" }), "1930");
    await press(page, page.getByRole("button", { name: "Repeat Monday from Tuesday to Friday" }));
    await expect(week.getByRole("row", { name: /^Friday/ })).toContainText("09:00–19:30");
    await expect(week.getByRole("row", { name: /^Sunday/ })).toContainText("closed");
    await expect(page.getByText("52 h 30 min a week")).toBeVisible();
    await type(page, page.getByLabel("Name", { exact: true }), "Quay hours");
    await press(page, page.getByRole("button", { name: "Holiday", exact: true }));
    await expect(page.getByLabel("Holiday 1: Date")).toBeFocused();
    await page.keyboard.type("12252026");
    await expect(page.getByLabel("Holiday 1: Date")).toHaveValue("2026-12-25");
    await type(page, page.getByLabel("Holiday 1: Name"), "Christmas");
    await press(page, page.getByRole("button", { name: "Save" }));
    await expect(app.notices).toContainText("The calendar is saved.");
    await expect(app.heading).toHaveText("Service levels");
    await expect(card(page, "Quay hours")).toContainText("52 h 30 min a week · 1 holiday");
    await expect(card(page, "Quay hours")).toContainText("Holds in no queue");
  });
  await test.step("a policy promises something, in units that people use", async () => {
    await press(page, page.getByRole("link", { name: "New SLA policy" }));
    await expect(app.heading).toHaveText("New SLA policy");
    await type(page, page.getByLabel("Name", { exact: true }), "Fast lane");
    const summary = page.getByRole("group", { name: /^One thing needs your attention/ });
    await page.keyboard.press("Enter");
    await expect(summary).toBeFocused();
    await expect(page.getByText("At least one target, please.").last()).toBeVisible();
    const first = page.getByLabel("Urgent: First response");
    await type(page, first, "4");
    await page.keyboard.press("Enter");
    await expect(first).toHaveAttribute("aria-invalid", "true");
    // What is typed before it has the focus would be typed into it.
    await expect(summary).toBeFocused();
    await page.keyboard.press("n");
    await expect(summary, "no shortcut leaves a form that was just refused").toBeFocused();
    await retype(page, first, "30 min");
    await type(page, page.getByLabel("Low: Resolution"), "1:30");
    await page.keyboard.press("Enter");
    await expect(app.notices).toContainText("The SLA policy is saved.");
    const saved = card(page, "Fast lane");
    await expect(saved.getByRole("row", { name: /^Urgent/ })).toContainText("30 min");
    await expect(saved.getByRole("row", { name: /^Low/ })).toContainText("1 h 30 min");
  });
  await test.step("deleting is asked about, and the dialog gives the focus back", async () => {
    const opener = page.getByRole("button", { name: "Delete: Quay hours" });
    await press(page, opener);
    const dialog = page.getByRole("dialog", { name: "Delete “Quay hours”?" });
    await expect(dialog).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(opener).toBeFocused();
    await page.keyboard.press("Enter");
    await press(page, dialog.getByRole("button", { name: "Delete calendar" }));
    await expect(app.notices).toContainText("The calendar is deleted.");
    await expect(card(page, "Quay hours")).toHaveCount(0);
    await press(page, page.getByRole("button", { name: "Delete: Fast lane" }));
    await press(page, page.getByRole("dialog").getByRole("button", { name: "Delete SLA policy" }));
    await expect(card(page, "Fast lane")).toHaveCount(0);
  });
});

test("what queues go by is kept, and applied to open tickets after a question", async ({ browser, server }) => {
  const app = await App.open(browser, server.url, "admin");
  const { page } = app;
  await page.goto("/admin/service-levels");
  const hours = card(page, "Office hours");
  await expect(hours).toContainText("Holds in:");
  await hours.getByRole("button", { name: "Delete: Office hours" }).click();
  const kept = page.getByRole("dialog", { name: "“Office hours” is still in use" });
  await expect(kept.getByRole("button", { name: "Delete calendar" })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await hours.getByRole("button", { name: "Apply to open tickets: Office hours" }).click();
  const dialog = page.getByRole("dialog", { name: "Apply “Office hours” to open tickets?" });
  await dialog.getByRole("button", { name: "Apply", exact: true }).click();
  await expect(app.notices).toContainText(/go(es)? by it now\./);
  await expect(dialog).toBeHidden();
});

test("two admins do not undo each other, and one name stands once", async ({ browser, server }) => {
  const api = await Api.signIn(server.url, "admin");
  const week = { monday: [{ from: "08:00", to: "12:00" }] };
  const calendar = { name: "Shared hours", time_zone: "Europe/Berlin", week };
  const { id } = await api.post<{ id: string }>("/admin/calendars", calendar);
  const [one, other] = [await App.open(browser, server.url, "admin"), await App.open(browser, server.url, "admin")];
  for (const { page } of [one, other]) {
    await page.goto(`/admin/service-levels/calendars/${id}`);
    await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Shared hours");
  }
  await one.page.getByRole("textbox", { name: "Monday, hours 1, until" }).fill("13:00");
  await one.page.getByRole("button", { name: "Save" }).click();
  await expect(one.notices).toContainText("The calendar is saved.");

  const { page } = other;
  await page.getByLabel("Name", { exact: true }).fill("Office hours");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Somebody else has changed this" })).toBeVisible();
  await page.getByRole("button", { name: "Load what is there now" }).click();
  await expect(page.getByRole("textbox", { name: "Monday, hours 1, until" })).toHaveValue("13:00");
  await page.getByLabel("Name", { exact: true }).fill("Office hours");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveAccessibleDescription("This name is taken.");
});

test("without any the page says what follows, and what fails can be tried again", async ({ browser, server }) => {
  const { page } = await App.open(browser, server.url, "admin");
  await page.route("**/api/v1/admin/calendars", (route) => route.fulfill({ status: 503 }));
  await page.route("**/api/v1/admin/sla-policies", (route) => route.fulfill({ json: { items: [] } }));
  await page.goto("/admin/service-levels");
  await expect(page.getByText("No SLA policy yet")).toBeVisible();
  await page.unroute("**/api/v1/admin/calendars");
  await page.getByRole("alert").getByRole("button", { name: "Try again" }).click();
  await expect(card(page, "Office hours")).toBeVisible();
});
