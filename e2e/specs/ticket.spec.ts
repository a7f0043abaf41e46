import { expect, test } from "../fixtures/server.ts";
import { Api } from "../pages/api.ts";
import { App } from "../pages/app.ts";

test("text survives a network that fails, and goes out once", async ({ page, server, watch }) => {
  watch.expect(/ERR_FAILED|Failed to load resource/);
  const ticket = await (await Api.signIn(server.url, "customer")).ask("Bad line");
  await new App(page).signInByForm("customer", `/sign-in?next=/tickets/${ticket.number}`);
  await page.route("**/comments", (route) => route.abort());
  await page.getByLabel("Your answer").fill("Do not lose me.");
  await page.getByRole("button", { name: "Send answer" }).click();
  await expect(page.getByText("Lotse cannot be reached")).toBeVisible();
  await expect(page.getByLabel("Your answer")).toHaveValue("Do not lose me.");
  await page.unroute("**/comments");
  await page.getByRole("button", { name: "Send answer" }).click();
  await expect(page.getByRole("article").filter({ hasText: "Do not lose me." })).toHaveCount(1);
  await expect(page.getByLabel("Your answer")).toHaveValue("");
});

test("the two composers keep their own texts and look unlike", async ({ page, server }) => {
  const ticket = await (await Api.signIn(server.url, "customer")).ask("Two texts");
  await new App(page).signInByForm("agent", `/sign-in?next=/tickets/${ticket.number}`);
  const note = page.getByRole("textbox", { name: "Text of the note" });
  const reply = page.getByRole("textbox", { name: "Text of the reply" });
  await expect(note, "the note is the default").toBeVisible();
  await note.fill("for us");
  await page.getByRole("tab", { name: "Reply to customer" }).click();
  await reply.fill("for them");
  await expect(page.getByRole("button", { name: "Save note" })).toHaveCount(0);
  await page.getByRole("tab", { name: "Internal note" }).click();
  await expect(note).toHaveValue("for us");
  await page.getByRole("button", { name: "Save note" }).click();
  await expect(page.getByRole("article").filter({ hasText: "for us" })).toContainText("Internal note");
  await page.getByRole("tab", { name: "Reply to customer" }).click();
  await expect(reply).toHaveValue("for them");
});

test("every bad field of a new request is named before anything is sent", async ({ page }) => {
  await new App(page).signIn("customer");
  await page.goto("/tickets/new");
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/tickets")) sent.push(request.url());
  });
  await page.getByLabel("Subject").fill("x".repeat(201));
  await page.getByRole("button", { name: "Send request" }).click();
  await expect(page.getByLabel("Subject")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Description")).toHaveAttribute("aria-invalid", "true");
  expect(sent).toEqual([]);
  const summary = page.getByRole("group", { name: /things? needs? your attention/ });
  await expect(summary).toBeFocused();
  await summary.getByRole("link", { name: /Subject/ }).click();
  await expect(page.getByLabel("Subject")).toBeFocused();
});

test("filters live in the address and in the history", async ({ page }) => {
  await new App(page).signIn("agent");
  await page.goto("/queue?view=all");
  await expect(page.getByRole("table")).toBeVisible();
  await page.getByRole("button", { name: "Priority", exact: true }).click();
  await page.getByRole("menuitemcheckbox", { name: "Urgent" }).click();
  await expect(page).toHaveURL(/priority=urgent/);
  await page.reload();
  await expect(page.getByRole("button", { name: "Priority: Urgent" })).toBeVisible();
  await page.goBack();
  await expect(page).not.toHaveURL(/priority=urgent/);
});

test("German and English, without a reload", async ({ page }) => {
  await new App(page).signIn("agent");
  await page.getByRole("button", { name: "Language" }).click();
  await page.getByRole("menuitemradio", { name: "Deutsch" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Wartet auf uns" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "Wartet auf uns" })).toBeVisible();
});
