/**
 * The OpenAPI 3.1 description of what back ends call and are called with, made from the very schemas that check them.
 *
 * `docs/openapi.yaml` is this document written out (`node scripts/openapi.ts`); a test holds the two together. Served at `/v1/openapi.json`.
 */
import { z } from "zod";
import { bankFactLineSchema, bankHubCalls, MAX_BANK_FACTS, webhookEventSchema } from "#shared/contract/bank-hub.ts";
import { replyErrorSchema } from "#shared/contract/error-schemas.ts";

type Json = { readonly [key: string]: unknown };

function schemaOf(schema: z.ZodType, io: "input" | "output" = "input"): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, target: "draft-2020-12" });
  return rest;
}

const replyOf = (value: Json): Json => ({
  type: "object",
  properties: { ok: { const: true }, value },
  required: ["ok", "value"],
  additionalProperties: false,
});
const json = (schema: Json): Json => ({ "application/json": { schema } });
const component = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const refusal = (description: string, more: Json = {}): Json => ({ description, content: json(component("Refusal")), ...more });

const refusals: Json = {
  "400": refusal("`invalid-input`: nothing of the body was taken. `detail.path` says where, for NDJSON `detail.line` too, counted from 1."),
  "401": refusal("`not-authenticated` or `token-expired`: no token or signature, a wrong one, or one too old."),
  "403": refusal("`journey-token-invalid`: the journey belongs to another customer."),
  "413": refusal("`too-large`: more bytes or facts than one body may have."),
  "429": refusal("`too-many`: nothing was taken; the same body again after `retry-after`.", {
    headers: { "retry-after": { description: "Seconds.", schema: { type: "integer", minimum: 1 } } },
  }),
};

const paths: Json = {
  "/v1/facts": {
    post: {
      operationId: "acceptFacts",
      summary: "Facts the bank itself observed",
      description: [
        "A batch is taken whole or not at all. `202` is given only when every fact of it is on disk and was looked at.",
        "A fact is the same fact when its `id` is, or when its `journeyId` and `seq` are: sent again it is counted as `repeated`.",
        "So after a timeout, a `429` or a `5xx` the very same body is sent again. `seq` counts from 1 within a journey, without holes;",
        "a journey has one source of numbers. `at` is the back end's clock, never later than the hub's.",
      ].join("\n"),
      security: [{ bankToken: [] }, { bodySignature: [] }, { bankToken: [], bodySignature: [] }],
      requestBody: {
        required: true,
        content: {
          "application/json": { schema: component("FactBatch") },
          "application/x-ndjson": {
            schema: {
              ...component("FactLine"),
              description: `One fact a line, at most ${MAX_BANK_FACTS}; empty lines are passed over.`,
            },
          },
        },
      },
      responses: { "202": { description: "On disk.", content: json(component("FactsAccepted")) }, ...refusals },
    },
  },
};

const contactPaths: Json = {
  "/v1/contact-decisions": {
    post: {
      operationId: "decideContact",
      summary: "May this customer be contacted by this channel now?",
      description: [
        "Over the one ledger of people, assistant, SMS and whatever else records its contacts here. Every rule answers with its reason.",
        "`permit` is a signed proof for this customer and channel, good for two minutes and one contact; without one nothing is sent.",
        "It is null when the decision refuses, when the phone would be the first way, and while another permit to the customer is out (`heldUntil`).",
      ].join("\n"),
      requestBody: { required: true, content: json(component("ContactQuestion")) },
      responses: { "200": { description: "Decided.", content: json(component("ContactAnswer")) }, ...refusals },
    },
  },
  "/v1/contacts": {
    post: {
      operationId: "recordContact",
      summary: "A contact was made",
      description:
        "Uses the permit up and writes the ledger. `contact-refused` with `detail.reason` when the permit is invalid, expired or used.",
      requestBody: { required: true, content: json(component("ContactMade")) },
      responses: { "200": { description: "On record.", content: json(component("ContactOnRecord")) }, ...refusals },
    },
  },
};

const webhooks: Json = {
  event: {
    post: {
      operationId: "hearEvent",
      summary: "An alert was raised, picked up or resolved; a help session ended",
      description: [
        "Sent to every endpoint of `webhooks.json` in the hub's data folder, signed with the endpoint's own secret.",
        "Any `2xx` within the endpoint's time takes it; anything else is tried again after 1 s, 5 s, 30 s … 12 h, twelve times over a day and a half,",
        'then given up and counted in `baton_webhooks{status="given-up"}`. An event may be heard twice and out of order: `id` and `at` tell.',
      ].join("\n"),
      security: [{ bodySignature: [] }],
      parameters: [{ name: "baton-event-id", in: "header", required: true, schema: { type: "string" }, description: "The event's `id`." }],
      requestBody: { required: true, content: json(component("WebhookEvent")) },
      responses: { "2XX": { description: "Taken." } },
    },
  },
};

const schemas = (): Json => ({
  FactBatch: schemaOf(bankHubCalls.acceptFacts.input),
  FactLine: schemaOf(bankFactLineSchema),
  ContactQuestion: schemaOf(bankHubCalls.decideContact.input),
  ContactAnswer: replyOf(schemaOf(bankHubCalls.decideContact.output, "output")),
  ContactMade: schemaOf(bankHubCalls.recordContact.input),
  ContactOnRecord: replyOf(schemaOf(bankHubCalls.recordContact.output, "output")),
  WebhookEvent: schemaOf(webhookEventSchema, "output"),
  FactsAccepted: replyOf(schemaOf(bankHubCalls.acceptFacts.output, "output")),
  Refusal: {
    type: "object",
    properties: { ok: { const: false }, error: schemaOf(replyErrorSchema) },
    required: ["ok", "error"],
    additionalProperties: false,
  },
});

export function openApiDocument(): Json {
  return {
    openapi: "3.1.0",
    info: {
      title: "续接 Baton: back ends",
      version: "1",
      description: "How a bank's back ends bring facts to a hub. The page's tracker and the desks have their own boundaries.",
    },
    servers: [{ url: "http://127.0.0.1:{port}", variables: { port: { default: "4870" } } }],
    paths: { ...paths, ...contactPaths },
    security: [{ bankToken: [] }, { bodySignature: [] }],
    webhooks,
    components: {
      securitySchemes: {
        bankToken: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description: "HS256 with the bank's key; `sub` names the back end, `aud` is `baton-hub-facts`, `exp` is required to be short.",
        },
        bodySignature: {
          type: "apiKey",
          in: "header",
          name: "baton-signature",
          description:
            "`t=<unix seconds>,v1=<hex of HMAC-SHA256 over '<t>.<body>' with the bank's key>`, at most 5 minutes old. It proves what was sent, not only who sends: ask for it where something between the back end and the hub reads bodies. Over TLS end to end the token alone says as much.",
        },
      },
      schemas: schemas(),
    },
  };
}
