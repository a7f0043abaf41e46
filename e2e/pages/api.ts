import { type APIRequestContext, expect, request } from "@playwright/test";

export const PASSWORD = "lotse-demo-password";

export type Role = "customer" | "agent" | "admin";

/** What somebody of the demo signs in with. */
export function credentials(role: Role): { email: string; password: string } {
  return { email: `${role}@example.org`, password: PASSWORD };
}

export interface Asked {
  readonly number: number;
  readonly subject: string;
}

function draftPath(kind: string, below?: Asked): string {
  return `/api/v1/${below ? `tickets/${below.number}` : "me"}/drafts/${kind}`;
}

/** Arranges what a test is not about, through the same API that the app uses. */
export class Api {
  readonly #context: APIRequestContext;
  readonly #url: string;
  readonly #token: string;

  private constructor(context: APIRequestContext, url: string, token: string) {
    this.#context = context;
    this.#url = url;
    this.#token = token;
  }

  static async signIn(url: string, role: Role): Promise<Api> {
    const anonymous = await request.newContext({ baseURL: url });
    const answer = await anonymous.post("/api/v1/auth/login", { data: credentials(role) });
    expect(answer.status(), await answer.text()).toBe(200);
    const { access_token } = (await answer.json()) as { access_token: string };
    await anonymous.dispose();
    const headers = { Authorization: `Bearer ${access_token}` };
    return new Api(await request.newContext({ baseURL: url, extraHTTPHeaders: headers }), url, access_token);
  }

  async ask(subject: string): Promise<Asked> {
    const { number } = await this.#send<{ number: number }>("post", "/tickets", {
      subject,
      description: "It does not work.\n\nSince this morning.",
      category: "it",
    });
    return { number, subject };
  }

  async take({ number }: Asked): Promise<void> {
    await this.#send("post", `/tickets/${number}/take`, {});
  }

  async comment({ number }: Asked, body: string, more: Record<string, string | number | string[]> = {}): Promise<void> {
    await this.#send("post", `/tickets/${number}/comments`, { body, visibility: "public", ...more });
  }

  /** Thousands of comments, eight at a time. Playwright's own client takes longer for each than the server does. */
  async comments({ number }: Asked, bodies: readonly string[]): Promise<void> {
    const headers = { Authorization: `Bearer ${this.#token}`, "Content-Type": "application/json" };
    const write = async (writer: number) => {
      for (let index = writer; index < bodies.length; index += 8) {
        const body = JSON.stringify({ body: bodies[index], visibility: "public" });
        const answer = await fetch(`${this.#url}/api/v1/tickets/${number}/comments`, { method: "POST", headers, body });
        expect(answer.status, await answer.text()).toBe(201);
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer)));
  }

  async update({ number }: Asked, change: Record<string, string | string[]>): Promise<void> {
    await this.#send("patch", `/tickets/${number}`, change);
  }

  async resolve(ticket: Asked, text: string): Promise<void> {
    await this.update(ticket, { status: "resolved", resolution_text: text });
  }

  /** A call that no method above names. */
  async post<T>(path: string, data: object): Promise<T> {
    return this.#send<T>("post", path, data);
  }

  /** Uploads a file and gives what sends it. */
  async upload(name: string, mimeType: string, buffer: Buffer): Promise<string> {
    const answer = await this.#context.post("/api/v1/uploads", { multipart: { file: { name, mimeType, buffer } } });
    expect(answer.status(), await answer.text()).toBe(201);
    return ((await answer.json()) as { token: string }).token;
  }

  /** What a path answers. */
  async get<T>(path: string): Promise<T> {
    const answer = await this.#context.get(`/api/v1${path}`);
    expect(answer.ok(), await answer.text()).toBe(true);
    return (await answer.json()) as T;
  }

  /** What the server keeps of a text that is being written: a request, or something below a ticket. */
  async draft(kind: "new_ticket" | "reply" | "note", below?: Asked): Promise<string> {
    const answer = await this.#context.get(draftPath(kind, below));
    if (answer.status() === (below ? 404 : 204)) return "";
    expect(answer.status(), await answer.text()).toBe(200);
    return ((await answer.json()) as { content: string }).content;
  }

  /** Writes it over whatever is there, as from another device. */
  async keepDraft(content: string, kind: "new_ticket" | "reply" | "note", below?: Asked): Promise<void> {
    const answer = await this.#context.put(draftPath(kind, below), { data: { content } });
    expect(answer.status(), await answer.text()).toBe(200);
  }

  /** A call whose answer says nothing. */
  async do(method: "post" | "put", path: string, data: object): Promise<void> {
    const answer = await this.#context[method](`/api/v1${path}`, { data });
    expect(answer.status(), await answer.text()).toBe(204);
  }

  /** Says that the person looks at a ticket, writes there, or has gone. */
  async isAt({ number }: Asked, state: "viewing" | "writing" | "gone"): Promise<void> {
    const answer = await this.#context.put(`/api/v1/tickets/${number}/presence`, { data: { state } });
    expect(answer.status()).toBe(204);
  }

  async #send<T>(method: "post" | "patch", path: string, data: object): Promise<T> {
    const answer = await this.#context[method](`/api/v1${path}`, { data });
    expect(answer.ok(), await answer.text()).toBe(true);
    return (await answer.json()) as T;
  }
}
