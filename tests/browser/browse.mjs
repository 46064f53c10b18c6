// Opening pages in a browser and watching what they do.
const timeout = 60_000; // ms; the machine may be busy
const late = 500; // ms

export const phone = { width: 390, height: 844 };
export const desktop = { width: 1440, height: 900 };

// visit opens a page in a window of its own, calls look({page, answer, watched}) once everything has arrived, and closes the window.
// options are Playwright's for a context; slow lets style sheets and fonts come late, as over a bad line.
export async function visit(browser, url, { slow, ...options }, look) {
  const context = await browser.newContext({ viewport: phone, locale: "en-GB", ...options });
  context.setDefaultTimeout(timeout);
  try {
    const page = await context.newPage();
    await page.addInitScript(keepBooks);
    if (slow) await context.route(/\.(css|woff2)$/, (route) => setTimeout(() => route.continue(), late));
    const watched = watch(page, new URL(url).origin);
    const answer = await page.goto(url, { waitUntil: "load" });
    await page.evaluate(() => document.fonts.ready.then(() => true));
    return await look({ page, answer, watched });
  } finally {
    await context.close();
  }
}

// keepBooks runs in the page: it notes layout shifts with the elements that moved, and violations of the Content-Security-Policy.
function keepBooks() {
  window.books = { shift: 0, moved: [], violations: [] };
  document.addEventListener("securitypolicyviolation", (e) => window.books.violations.push(`${e.effectiveDirective} blocked ${e.blockedURI} ${e.sample}`));
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue;
      window.books.shift += entry.value;
      for (const { node, previousRect: from, currentRect: to } of entry.sources) {
        window.books.moved.push(`${entry.value.toFixed(4)} ${node?.nodeName} ${node?.className ?? ""} from ${from.x},${from.y} ${from.width}×${from.height} to ${to.x},${to.y} ${to.width}×${to.height}`);
      }
    }
  }).observe({ type: "layout-shift", buffered: true });
}

// watch notes what no page may do: complain on the console, ask another origin, or ask for something that is not there.
function watch(page, origin) {
  const faults = [];
  let status;
  page.on("console", (message) => {
    const own = status >= 400 && message.location().url === page.url(); // the browser's word on a 404 that is meant
    if (["error", "warning"].includes(message.type()) && !own) faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.origin !== origin) faults.push(`left the origin: ${request.url()}`);
  });
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    if (why !== "net::ERR_ABORTED") faults.push(`failed: ${request.url()} ${why}`); // aborted: another size of the picture was wanted
  });
  page.on("response", (response) => {
    if (response.request().isNavigationRequest()) status = response.status();
    else if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`);
  });
  return faults;
}

// scrollThrough reads the page down to its foot, as a reader would, and waits for what that loads.
export async function scrollThrough(page) {
  await page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
      scrollTo(0, y);
      await frame();
      await frame();
    }
    scrollTo(0, 0);
    await Promise.all([...document.images].map((image) => image.complete || new Promise((done) => {
      image.addEventListener("load", done);
      image.addEventListener("error", done);
    })));
    await frame();
    await frame();
  });
}

// sticksOut names elements that reach past the left or the right edge of the window, apart from what scrolls or is cut by intent.
export function sticksOut(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const out = [];
    if (document.scrollingElement.scrollWidth > width) out.push(`the page is ${document.scrollingElement.scrollWidth} px wide in a window of ${width}`);
    const cut = (el) => {
      for (let a = el; a && a !== document.body; a = a.parentElement) {
        const style = getComputedStyle(a);
        if (a.matches('.skip:not(:focus)') || style.visibility === "hidden" || style.clipPath !== "none" || (a !== el && style.overflowX !== "visible") || a.ownerSVGElement) return true;
      }
      return false;
    };
    for (const el of document.body.querySelectorAll("*")) {
      const box = el.getBoundingClientRect();
      if (box.width > 0 && box.height > 0 && (box.left < -1 || box.right > width + 1) && !cut(el)) {
        out.push(`${el.localName}${el.id && `#${el.id}`}.${el.getAttribute("class") ?? ""} from ${Math.round(box.left)} to ${Math.round(box.right)}`);
      }
    }
    return out.slice(0, 6);
  });
}
