import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { language } from "./lib/language";
import { speak } from "./lib/messages";
import "./index.css";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

document.documentElement.lang = language;
await speak(language);
// Only now: the texts that its modules hold as constants are those of the language.
const { App } = await import("./app/app");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
