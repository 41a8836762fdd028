import { Link, useLocation } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Place } from "./places";

/** A link of the navigation, marked as current on every page that belongs to its place. */
export function PlaceLink(props: { place: Place; className: string; children: ReactNode }) {
  const { to, within } = props.place;
  const isWithin = useLocation({
    select: ({ pathname }) => within !== undefined && pathname.startsWith(within),
  });
  return (
    <Link to={to} className={props.className} {...(isWithin && { "aria-current": "page" })}>
      {props.children}
    </Link>
  );
}
