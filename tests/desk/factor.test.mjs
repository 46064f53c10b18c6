// Signing in with more than a password, in the words of an editor with a telephone.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { newDatabase, openNewsroom } from "./newsroom.mjs";

const app = "/desk/app";
const password = "a sentence that nobody guesses";
const engines = [{ engine: "SQLite" }, ...(process.env.DATELINE_TEST_POSTGRES ? [{ engine: "PostgreSQL", database: newDatabase() }] : [])];

// codeOf is a code generator (RFC 6238), written apart from the program's.
function codeOf(secret, at = Date.now()) {
  const bits = [...secret].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac("sha1", key).update(step).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

for (const { engine, database } of engines) describe(`signing in, on ${engine}`, () => {
  let house, page, codes;
  test("opens", async () => {
    house = await openNewsroom({ database, host: "localhost" });
    page = await house.person("Nora", "reporter");
  });
  after(() => house?.close());

  const signOut = async () => {
    await page.api("DELETE", "/sessions/current");
    await page.goto(`${house.url}/desk/sign-in`);
  };
  const accessible = async (what) => {
    const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).setLegacyMode().analyze();
    assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`), [], what);
  };

  test("a second factor is set up and asked for", async () => {
    await page.goto(`${house.url}${app}/settings`);
    await page.getByRole("button", { name: "Set it up" }).click();
    await page.getByAltText("QR code with the key").waitFor();
    await accessible("setting up the second factor");
    const secret = (await page.locator("section[aria-labelledby=factor] code").textContent()).replaceAll(" ", "");
    await page.getByLabel("Code that it shows").fill(codeOf(secret));
    await page.getByRole("button", { name: "Turn it on" }).click();
    await page.getByText("10 of your recovery codes are left.").waitFor();
    codes = (await page.locator(".secret code").textContent()).split("\n");

    await signOut();
    await page.getByLabel("E-mail address").fill("nora@news.example");
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByLabel("Code of your second factor").fill(codeOf(secret)); // the one that turned it on
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("does not fit").waitFor();
    await accessible("the page to sign in");
    await page.getByLabel("Code of your second factor").fill(codes[0]);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL(/\/desk\/app\/$/);
    assert.equal((await page.api("GET", "/me")).body.name, "Nora");
  });

  test("a sign-in that ended is renewed with the second factor, without leaving the page", async () => {
    await page.goto(`${house.url}${app}/settings`);
    await page.getByRole("heading", { name: "Second factor" }).waitFor();
    await page.api("DELETE", "/sessions/current");
    await page.getByRole("link", { name: "House style" }).click();
    const dialog = page.getByRole("dialog", { name: "Please sign in again" });
    await dialog.locator("input[type=password]").fill(password);
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await dialog.getByLabel("Code of your second factor").fill(codes[1]);
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("heading", { level: 1, name: "House style" }).waitFor();
    assert.deepEqual(page.problems, []);
  });

  test("a passkey is made and lets in without a password", async () => {
    const device = await page.context().newCDPSession(page);
    await device.send("WebAuthn.enable");
    await device.send("WebAuthn.addVirtualAuthenticator", {
      options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    });
    await page.goto(`${house.url}${app}/settings`);
    await page.getByLabel("Name of a new one").fill("My telephone");
    await page.getByRole("button", { name: "Make a passkey" }).click();
    await page.getByRole("row", { name: /My telephone/ }).waitFor();
    await accessible("one's own page");

    await signOut();
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.waitForURL(/\/desk\/app\/$/);
    assert.equal((await page.api("GET", "/me")).body.name, "Nora");

    await page.goto(`${house.url}${app}/settings`);
    await page.getByRole("row", { name: /My telephone/ }).getByRole("button", { name: "Remove" }).click();
    await page.getByRole("row", { name: /My telephone/ }).waitFor({ state: "detached" });
    await signOut();
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByText("This passkey is not known here").waitFor();
    assert.deepEqual(page.problems, []);
  });

  test("a forgotten password: one link, once, and every other browser is signed out", async () => {
    const otto = await house.person("Otto", "reporter");
    const other = await house.browser.newContext();
    const outside = await other.newPage();
    await outside.goto(`${house.url}/desk/sign-in`);
    await outside.getByRole("link", { name: "Forgot your password?" }).click();
    await outside.getByLabel("E-mail address").fill("nobody@news.example");
    await outside.getByRole("button", { name: "Send me a link" }).click();
    await outside.getByText("If there is an account with that address").waitFor();
    await outside.goto(`${house.url}/desk/forgotten`);
    await outside.getByLabel("E-mail address").fill("otto@news.example");
    await outside.getByRole("button", { name: "Send me a link" }).click();
    await outside.getByText("If there is an account with that address").waitFor();
    const links = () => house.said().match(/http:\S+\/desk\/link\/l_[\w-]+/g).slice(1); // the first is the first owner's
    for (let i = 0; i < 200 && links().length === 0; i++) await outside.waitForTimeout(50);
    assert.equal(links().length, 1, "one letter, to the one who has an account");
    await outside.goto(links()[0]);
    for (const field of await outside.locator("input[type=password]").all()) await field.fill("other words than before");
    await outside.getByRole("button", { name: "Enter the desk" }).click();
    await outside.waitForURL(/\/desk\/app\/$/);
    assert.equal((await otto.api("GET", "/me")).status, 401);
    const again = await outside.goto(links()[0]);
    assert.equal(again.status(), 410);
    await other.close();
  });

  test("an owner lets somebody in who lost the telephone", async () => {
    const owner = house.owner;
    await owner.goto(`${house.url}${app}/settings/people`);
    await owner.getByRole("row", { name: /Nora/ }).getByRole("button", { name: "Second factor lost" }).click();
    await owner.getByText("signs in with the password alone").waitFor();
    await page.goto(`${house.url}/desk/sign-in`);
    await page.getByLabel("E-mail address").fill("nora@news.example");
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL(/\/desk\/app\/$/);
    assert.deepEqual(owner.problems, []);
  });
});
