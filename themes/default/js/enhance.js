// What a page gains with a script, and nothing that it needs: relative times that go on, embeds on
// request, an address to copy, a flag in the section bar, and live reload while a theme is made.
const HOUR = 3600;
const page = document.documentElement;

// Times younger than six hours are said as an age, as the server does; older ones as their clock,
// in the zone that the datetime itself carries.
function retell() {
  for (const el of document.querySelectorAll(".meta time, .tick time, .clock time")) {
    const age = (Date.now() - Date.parse(el.dateTime)) / 1000;
    if (!(age >= 0 && age < 12 * HOUR)) continue;
    const lang = el.closest("[lang]")?.lang || "en";
    let said;
    if (age < 6 * HOUR) {
      const rel = new Intl.RelativeTimeFormat(lang.startsWith("ar") ? `${lang}-u-nu-latn` : lang, { numeric: "always" });
      said = age < HOUR ? rel.format(-Math.max(1, Math.floor(age / 60)), "minute") : rel.format(-Math.floor(age / HOUR), "hour");
    } else {
      said = el.dateTime.slice(11, 16);
    }
    if (el.textContent !== said) el.textContent = said;
  }
}
retell();
setInterval(retell, 60_000);

// An embed is a link until the reader asks for it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.embed-link[data-embed-src]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const frame = document.createElement("iframe");
  frame.src = link.dataset.embedSrc;
  frame.title = link.textContent.trim();
  frame.allow = "autoplay; fullscreen; picture-in-picture";
  frame.allowFullscreen = true;
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  link.replaceWith(frame);
  frame.focus();
});

// "Copy link" copies; without a script it is a plain link to the story.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-copy]");
  if (!link || !navigator.clipboard) return;
  event.preventDefault();
  try {
    await navigator.clipboard.writeText(link.href);
    link.dataset.done = "";
    setTimeout(() => delete link.dataset.done, 2000);
  } catch {
    location.href = link.href;
  }
});

// The section bar carries the paper's name once the masthead has gone.
const masthead = document.querySelector(".masthead");
const bar = document.querySelector(".sections");
if (masthead && bar && "IntersectionObserver" in window) {
  new IntersectionObserver(([seen]) => bar.classList.toggle("stuck", !seen.isIntersecting)).observe(masthead);
  const here = bar.querySelector("[aria-current]");
  if (here) here.parentElement.parentElement.scrollLeft = here.offsetLeft - 24;
}

if (page.dataset.reload) new EventSource(page.dataset.reload).addEventListener("message", () => location.reload());
