import { describe, expect, it } from "vitest";
import { said } from "./de/said";

describe("what the server says, in German", () => {
  it("has each sentence, with its values in their places", () => {
    expect(said("Small multilingual reranker.")).toBe("Kleiner mehrsprachiger Reranker.");
    expect(said("the same weights for ONNX")).toBe("dieselben Gewichte für ONNX");
    expect(said("The Hub has disabled org/name; nobody can download it.")).toBe(
      "Der Hub hat org/name gesperrt; niemand kann es herunterladen.",
    );
  });

  it("prefers the sentence with more words of its own", () => {
    expect(said("The extra cache /mnt cannot be read: Permission denied.")).toBe(
      "Der weitere Cache /mnt ist nicht lesbar: keine Berechtigung.",
    );
  });

  it("translates what fills a hole, where it is something said", () => {
    expect(
      said(
        "The Hub at http://hub cannot be reached: hub:80 refuses connections. Check the network and MODELSHELF_HUB_ENDPOINT.",
      ),
    ).toBe(
      "Der Hub unter http://hub ist nicht zu erreichen: hub:80 nimmt keine Verbindungen an. Prüfen Sie das Netz und MODELSHELF_HUB_ENDPOINT.",
    );
    expect(
      said(
        "The extra cache /mnt does not answer. Check its disk or its network. What is listed of it may be old.",
      ),
    ).toMatch(/^Der weitere Cache \/mnt antwortet nicht\..* kann veraltet sein\.$/);
  });

  it("says where a token goes", () => {
    const refused =
      "The Hub has no model a/b. Check its name; if it is private, give Modelshelf a Hub token: System → Hub token, `modelshelf hub login`, or HF_TOKEN.";
    expect(said(refused)).toMatch(/System → Hub-Token, `modelshelf hub login`, oder HF_TOKEN\.$/);
  });

  it("describes settings", () => {
    expect(said("Port that `serve` listens on.")).toBe("Port, an dem `serve` lauscht.");
  });

  it("translates sentences that stand behind each other", () => {
    expect(said("No weights are here. Wait until it ends, or cancel it.")).toBe(
      "Gewichte sind keine da. Warten Sie das Ende ab, oder brechen Sie es ab.",
    );
  });

  it("writes sizes as the language does, and translates words only where they are meant", () => {
    expect(said("1.2 GB were copied from /download.")).toBe("1,2 GB wurden aus /download kopiert.");
    expect(
      said("download is busy: its download is paused. Wait until it ends, or cancel it."),
    ).toMatch(/^download ist beschäftigt: Vorgang „Download“, Zustand „angehalten“\./);
  });

  it("leaves what it does not know as it was said", () => {
    expect(said("Something new. And more.")).toBe("Something new. And more.");
    expect(said("constructor")).toBe("constructor");
  });
});
