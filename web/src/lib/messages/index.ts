/**
 * Every text of the page. A language is one object of the shape of `en`; texts with values are
 * functions, so that each language can order and inflect as it must.
 */
import { en } from "./en";

export type Messages = typeof en;

export const LOCALE = "en-GB";
export const t: Messages = en;
