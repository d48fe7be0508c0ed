/** Pictures: those of this server are shown, others are named. */

import { withToken } from "./api.js";
import { el, link, safeUrl } from "./dom.js";
import { icon } from "./icons.js";

function pictureUrl({ image_url: outside, slack_file: file }) {
  if (outside) return safeUrl(outside);
  const own = file?.url ?? (file?.id ? `/files/${encodeURIComponent(file.id)}/picture` : "");
  return own ? safeUrl(withToken(own)) : null;
}

/** A picture of this server; others are named, not fetched: the page loads nothing from outside. */
export function imageElement(element, className = "image-small") {
  const url = pictureUrl(element);
  const missing = () => {
    const name = element.alt_text || "Picture";
    const box = el("span", { class: `${className} image-missing`, role: "img", "aria-label": name }, icon("image"));
    if (className !== "image-small") box.append(el("span", { class: "image-alt", text: name }));
    return url && className !== "image-small" ? link(url, box, "image-link") : box;
  };
  if (!url || new URL(url).origin !== location.origin) return missing();
  const image = el("img", { class: className, src: url, alt: element.alt_text ?? "", loading: "lazy" });
  image.addEventListener("error", () => image.replaceWith(missing()));
  return image;
}
