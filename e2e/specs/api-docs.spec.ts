import type { Locator, Page } from "@playwright/test";
import { expect, test, withoutBarriers } from "../fixtures/server.ts";
import { press, tabTo, type } from "../pages/keyboard.ts";

const heading = (page: Page) => page.getByRole("heading", { level: 1, name: /^Lotse/ });
const operation = (page: Page, tag: string, id: string) => page.locator(`#operations-${tag}-${id}`);
const answer = (operation: Locator) => operation.locator(".live-responses-table");

/** A change of theme takes time to be drawn otherwise. */
test.use({ colorScheme: "light", contextOptions: { reducedMotion: "reduce" } });

test("the description of the API is shown and tried out, without any other site", async ({ page, server }) => {
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${server.url}/`) && !url.startsWith("data:")) elsewhere.push(url);
  });

  await page.goto("/api/docs#/operations/live");
  await expect(heading(page)).toBeVisible();
  await expect(page.getByRole("heading", { name: "Authentication" })).toBeVisible();

  const live = operation(page, "operations", "live");
  await expect(live).toContainText("Whether the process runs at all.");
  await live.getByRole("button", { name: "Try it out" }).click();
  await live.getByRole("button", { name: "Execute" }).click();
  await expect(answer(live)).toContainText('"status": "ok"');
  expect(elsewhere).toEqual([]);
});

async function withoutBarriersAtBothWidths(page: Page): Promise<void> {
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await withoutBarriers(page);
  }
  await expect(page.getByRole("main")).toHaveCount(1);
  await expect(page.locator("h1")).toHaveCount(1);
}

test("an operation is found, tried out and its answer read by keyboard alone, without barriers", async ({ page }) => {
  await page.goto("/api/docs");
  await expect(page.getByRole("button", { name: "tickets" })).toBeVisible();
  await test.step("no barriers as it is reached", () => withoutBarriersAtBothWidths(page));

  await type(page, page.getByRole("textbox", { name: "Filter by tag" }), "operations");
  const tag = page.getByRole("button", { name: "operations", exact: true });
  await expect(page.getByRole("button", { name: "tickets" })).toBeHidden();
  await press(page, tag);
  await expect(tag).toHaveAttribute("aria-expanded", "true");
  const jwks = operation(page, "operations", "jwks");
  await press(page, jwks.getByRole("button", { name: "The public keys" }));
  await press(page, jwks.getByRole("button", { name: "Try it out" }));
  await press(page, jwks.getByRole("button", { name: "Execute" }));
  await expect(jwks.getByRole("status")).toHaveText("The server has answered with 200.");
  await tabTo(page, answer(jwks).getByRole("button", { name: "Download" }));
  await expect(answer(jwks)).toContainText('"keys"');
  await expect(answer(jwks)).toBeInViewport();

  await expect(answer(jwks).getByRole("button", { name: "Copy" })).toBeVisible();
  await test.step("no barriers with an answer", () => withoutBarriersAtBothWidths(page));
});

test("a form, filters and a schema have no barriers, and a long example is scrolled by keyboard", async ({ page }) => {
  await page.goto("/api/docs#/tickets/create_ticket");
  const create = operation(page, "tickets", "create_ticket");
  await create.getByRole("button", { name: "Try it out" }).click();
  await expect(create.getByRole("textbox", { name: "Request body" })).toBeVisible();
  await expect(create.getByRole("textbox", { name: "Idempotency-Key" })).toBeVisible();

  const example = create.locator('[data-code="201"] .microlight');
  await tabTo(page, example);
  await page.keyboard.press("End");
  await expect.poll(() => example.evaluate((box) => box.scrollTop)).toBeGreaterThan(0);

  const list = operation(page, "tickets", "list_tickets");
  await list.getByRole("button", { name: "The tickets that the caller may see" }).click();
  await list.getByRole("button", { name: "Try it out" }).click();
  await expect(list.getByRole("combobox", { name: "sort" })).toBeVisible();
  await list.getByRole("tab", { name: "Schema" }).first().click();
  const schema = list.getByRole("tabpanel", { name: "Schema" });
  await schema.getByRole("button", { name: "Expand all" }).first().click();
  await expect(schema.getByRole("button", { expanded: true }).first()).toBeVisible();
  await withoutBarriersAtBothWidths(page);
});

test("a file to send has no barriers", async ({ page }) => {
  await page.goto("/api/docs#/attachments/upload_file");
  const upload = operation(page, "attachments", "upload_file");
  await upload.getByRole("button", { name: "Try it out" }).click();
  await expect(upload.getByLabel("file", { exact: true })).toBeVisible();
  await withoutBarriersAtBothWidths(page);
});

test("the dialog to authorize has no barriers, holds the focus and gives it back", async ({ page }) => {
  await page.goto("/api/docs");
  const opener = page.getByRole("button", { name: "Authorize" });
  await press(page, opener);
  const dialog = page.getByRole("dialog", { name: "Available authorizations" });
  await dialog.getByRole("textbox", { name: "Value of api_token" }).fill("lotse_pat_nothing");
  await dialog.getByRole("button", { name: "Authorize api_token" }).click();
  await expect(dialog.getByRole("button", { name: "Logout api_token" })).toBeVisible();
  await withoutBarriersAtBothWidths(page);
  await press(page, dialog.getByRole("button", { name: "Authorize signed_address" }));
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
});

test("a second visit is sent nothing of the page again", async ({ page }) => {
  const sent = async () => {
    await page.goto("/api/docs");
    await expect(heading(page)).toBeVisible();
    return page.evaluate(() => {
      const loaded = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
      const parts = loaded.filter(({ name }) => name.includes("/api/docs/"));
      return { parts: parts.length, bytes: parts.reduce((bytes, { transferSize }) => bytes + transferSize, 0) };
    });
  };
  const first = await sent();
  expect(first.bytes).toBeGreaterThan(100_000);
  await page.goto("/sign-in");
  const second = await sent();
  expect(second.parts).toBe(first.parts);
  // Headers that say so.
  expect(second.bytes).toBeLessThan(5_000);
});
