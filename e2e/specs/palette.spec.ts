import { expect } from "@playwright/test";
import { axe, test } from "../fixtures/server.ts";
import { Api } from "../pages/api.ts";
import { App } from "../pages/app.ts";
import { lookedForDraft } from "../pages/draft.ts";

test("the palette finds and does what can be done here", async ({ page, server }) => {
  const ticket = await (await Api.signIn(server.url, "customer")).ask("Found by number");
  const app = new App(page);
  await app.signIn("agent");
  await expect(page.getByRole("table")).toBeVisible();
  const palette = page.getByRole("dialog", { name: "Commands" });
  const field = palette.getByRole("combobox");
  const chosen = palette.getByRole("option", { selected: true });
  await page.keyboard.press("Control+k");
  await expect(field).toBeFocused();
  await axe(page);
  await expect(palette.getByRole("option", { name: /New ticket/ })).toContainText("n");

  await test.step("arrows go around, the field keeps the focus", async () => {
    const first = await chosen.textContent();
    await page.keyboard.press("ArrowUp");
    await expect(chosen).not.toHaveText(first ?? "");
    await page.keyboard.press("ArrowDown");
    await expect(chosen).toHaveText(first ?? "");
    await expect(field).toBeFocused();
    const active = await field.getAttribute("aria-activedescendant");
    await expect(chosen).toHaveAttribute("id", active ?? "");
  });
  await test.step("words narrow, Enter does it", async () => {
    await field.fill("resolved");
    await expect(palette.getByRole("status")).toHaveText(/command/);
    await page.keyboard.press("Enter");
    await expect(app.heading).toHaveText("Resolved");
    await expect(palette).toBeHidden();
  });
  await test.step("a number leads to its ticket", async () => {
    await page.keyboard.press("Control+k");
    await field.fill(String(ticket.number));
    await expect(chosen).toHaveText(new RegExp(`Open ticket #${ticket.number}`));
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(`/tickets/${ticket.number}`);
  });
  await test.step("what was used last comes first", async () => {
    await page.keyboard.press("Control+k");
    await expect(palette.getByRole("option", { name: /^Resolved/ })).toContainText("recent");
    await field.fill("no such thing");
    await expect(palette.getByRole("status")).toHaveText("No command fits");
    await page.keyboard.press("Escape");
    await expect(palette).toBeHidden();
  });
  await test.step("there is a button for it, which gets the focus back", async () => {
    const opener = page.getByRole("button", { name: "Commands" });
    await opener.click();
    await expect(field).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(opener).toBeFocused();
  });
});

test("keys lead everywhere, and are letters where one types", async ({ page, server }) => {
  const customer = await Api.signIn(server.url, "customer");
  const [lower, upper] = [await customer.ask("Keys: lower"), await customer.ask("Keys: upper")];
  const app = new App(page);
  await app.signIn("agent");
  await page.goto("/queue?view=all&sort=newest");
  const link = (name: string) => page.getByRole("table").getByRole("link", { name });
  await expect(link(upper.subject)).toBeVisible();
  await page.keyboard.press("j");
  await expect(link(upper.subject)).toBeFocused();
  await page.keyboard.press("j");
  await expect(link(lower.subject)).toBeFocused();
  await page.keyboard.press("k");
  await page.keyboard.press("k");
  await expect(link(upper.subject), "the list has an end").toBeFocused();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/tickets/${lower.number}`);
  await expect(app.heading).toContainText(lower.subject);
  await expect(page.getByRole("article").first()).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("q");
  await expect(page).toHaveURL(/\/queue/);
  await expect(page.getByRole("table")).toBeVisible();
  await page.keyboard.press("n");
  await expect(page).toHaveURL(/\/tickets\/new/);
  await lookedForDraft(page);
  await page.getByLabel("Subject").fill("");
  await page.getByLabel("Subject").pressSequentially("n/?gqx");
  await expect(page.getByLabel("Subject")).toHaveValue("n/?gqx");
  await page.getByLabel("Subject").fill("");
  await expect(page).toHaveURL(/\/tickets\/new/);
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await axe(page);
});
