// Passkeys in the browser: the API gives and takes WebAuthn's JSON forms, the browser wants bytes.
import { api, need } from "./client.ts";

export const canPasskey = () => "PublicKeyCredential" in window;

const bytes = (text: string) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (b: ArrayBuffer | null) => (b ? btoa(String.fromCharCode(...new Uint8Array(b))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "") : undefined);

type Named = { id: string; type: "public-key" };
type Asked = { challenge: string; rpId?: string; timeout?: number; userVerification?: UserVerificationRequirement };
type Made = Omit<PublicKeyCredentialCreationOptions, "challenge" | "user" | "excludeCredentials"> & { challenge: string; user: { id: string; name: string; displayName: string }; excludeCredentials?: Named[] };

/** makePasskey asks the device for a passkey and has the server keep it under a name. */
export async function makePasskey(name: string) {
  const { asks, options } = await need(api.POST("/passkeys/begin"));
  const o = options as Made;
  const key = (await navigator.credentials.create({
    publicKey: { ...o, challenge: bytes(o.challenge), user: { ...o.user, id: bytes(o.user.id) }, excludeCredentials: (o.excludeCredentials ?? []).map((c) => ({ ...c, id: bytes(c.id) })) },
  })) as PublicKeyCredential;
  const answer = key.response as AuthenticatorAttestationResponse;
  const response = { clientDataJSON: text(answer.clientDataJSON), attestationObject: text(answer.attestationObject), transports: answer.getTransports?.() ?? [] };
  await need(api.POST("/passkeys", { body: { asks, name, response: { id: key.id, rawId: text(key.rawId), type: key.type, clientExtensionResults: {}, response } } }));
}

/** showPasskey signs in with a passkey. */
export async function showPasskey() {
  const { asks, options } = await need(api.POST("/passkeys/ask"));
  const o = options as Asked;
  const key = (await navigator.credentials.get({ publicKey: { ...o, challenge: bytes(o.challenge) } })) as PublicKeyCredential;
  const answer = key.response as AuthenticatorAssertionResponse;
  const response = { clientDataJSON: text(answer.clientDataJSON), authenticatorData: text(answer.authenticatorData), signature: text(answer.signature), userHandle: text(answer.userHandle) };
  return need(api.POST("/sessions/passkey", { body: { asks, response: { id: key.id, rawId: text(key.rawId), type: key.type, clientExtensionResults: {}, response } } }));
}

/** whyNot gives what went wrong as a sentence. */
export const whyNot = (error: unknown) => (error instanceof DOMException ? new Error("Your device made or showed no passkey. Try again.") : error);
