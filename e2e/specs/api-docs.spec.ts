import { expect, test } from "../fixtures/server.ts";

test("the description of the API is shown and tried out, without any other site", async ({ page, server }) => {
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${server.url}/`) && !url.startsWith("data:")) elsewhere.push(url);
  });

  await page.goto("/api/docs#/operations/live");
  await expect(page.getByRole("heading", { name: /^Lotse/ })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Authentication" })).toBeVisible();

  const operation = page.locator("#operations-operations-live");
  await expect(operation).toContainText("Whether the process runs at all.");
  await operation.getByRole("button", { name: "Try it out" }).click();
  await operation.getByRole("button", { name: "Execute" }).click();
  await expect(operation.locator(".live-responses-table")).toContainText('"status": "ok"');
  expect(elsewhere).toEqual([]);
});
