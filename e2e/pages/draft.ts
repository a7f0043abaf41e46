import type { Page } from "@playwright/test";

export const PATH = "/api/v1/me/drafts/new_ticket";

/** The calls about the draft of a new ticket. */
export const DRAFT = `**${PATH}`;

/**
 * This document has been told what the server keeps of a new ticket, which is the first that it asks of it: what is found later would
 * fill the form again. The page itself is asked, since an answer that is heard from outside may be one to the page before, and then
 * never ends.
 */
export async function lookedForDraft(page: Page): Promise<void> {
  await page.waitForFunction(
    (path) => performance.getEntriesByType("resource").some((call) => call.name.endsWith(path)),
    PATH,
  );
}

/** The next time that this document is told what the server keeps. */
export async function nextLookForDraft(page: Page): Promise<void> {
  const told = await page.waitForResponse(
    (answer) => answer.request().method() === "GET" && answer.url().endsWith(PATH),
  );
  await told.finished();
}
