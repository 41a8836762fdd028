import { pluralIn } from "../plural";

const plural = pluralIn("en");

export const people = {
  users: {
    title: "Users",
    add: "Add a user",
    role: "Role",
    roleAbout: {
      viewer: "Viewer: can look",
      member: "Member: also downloads, and deletes what they downloaded",
      admin: "Administrator: manages everything",
    },
    passwordHint: "At least 10 characters; hand it over, and let them change it.",
    description: "Who may use this installation, and for what.",
    disabled: "Disabled",
    disable: "Disable",
    enable: "Enable",
    remove: "Remove",
    you: "you",
    sessions: (count: number) => plural(count, { one: "1 session", other: `${count} sessions` }),
    tokens: (count: number) => plural(count, { one: "1 token", other: `${count} tokens` }),
    seen: (when: string) => `last seen ${when}`,
    neverSeen: "never signed in",
    added: (name: string) => `${name} can sign in now.`,
    search: "Search users",
    searchHint: "Name…",
    show: "Show",
    all: "Everyone",
    nobody: "No user matches this filter.",
    showAll: "Show everyone",
    byProvider: "without a password",
    byProviderHint: "Signs in with the provider only",
    record: "Activity",
    linked: {
      open: "Linked accounts",
      title: (name: string) => `Linked to ${name}`,
      description: "Accounts of a sign-in provider that are linked to this one.",
      none: "Nothing is linked.",
    },
    roleOf: (name: string) => `Role of ${name}`,
    roleChange: {
      title: (name: string, role: string) => `Make ${name} ${role}?`,
      description: "What the new role lets them do.",
      roles: { viewer: "a viewer", member: "a member", admin: "an administrator" },
      gains: {
        viewer: "",
        member:
          "They may then also download, register collections, and delete what they downloaded themselves, where nobody uses it.",
        admin:
          "They may then do everything: delete any model that is not in use, manage users and everyone’s tokens, read the audit log, and take your own role away.",
      },
      loses: {
        viewer:
          "They may then only look. What they downloaded and registered stays; they can no longer change it.",
        member:
          "They may then no longer manage users, tokens and settings, nor delete what others downloaded.",
        admin: "",
      },
      when: "It holds from their next request on, also where they are signed in now and for their tokens.",
      self: "This is your own account: you cannot take it back yourself.",
      submit: (role: string) => `Make them ${role}`,
      done: (name: string, role: string) => `${name} is ${role} now.`,
    },
    reset: {
      open: "Set a password",
      title: (name: string) => `A new password for ${name}`,
      description: "It replaces the one they have.",
      field: "New password",
      hint: "At least 10 characters. This one was generated here; hand it over, and let them change it.",
      consequence: (count: number) =>
        plural(count, {
          one: "Their session ends at once.",
          other: `Their ${count} sessions end at once.`,
        }),
      noSession: "They are signed in nowhere.",
      tokensStay: "Their API tokens go on: revoke any that are in the wrong hands.",
      submit: "Set the password",
      done: (name: string) => `${name} has a new password.`,
      copy: "Copy the password",
      what: "The password",
    },
    shutOut: {
      title: (name: string) => `Disable ${name}?`,
      description: "What happens when the account is disabled.",
      tokens: (count: number) =>
        plural(count, {
          one: "Their API token is refused for as long as the account is disabled.",
          other: `Their ${count} API tokens are refused for as long as the account is disabled.`,
        }),
      stays:
        "Downloads go on, and their collections still protect models. You can enable it again.",
      submit: (name: string) => `Disable ${name}`,
      done: (name: string) => `${name} is disabled.`,
    },
    enabled: (name: string) => `${name} can sign in again.`,
    removed: (name: string) => `${name} is removed.`,
    removal: {
      title: (name: string) => `Remove ${name}?`,
      description: "The account, its sessions and its tokens.",
      sessions: (count: number) =>
        plural(count, { one: "1 session ends", other: `${count} sessions end` }),
      tokens: (count: number) =>
        plural(count, {
          one: "1 API token is refused from then on",
          other: `${count} API tokens are refused from then on`,
        }),
      custom: "custom models they added go from the list",
      stays: "What they downloaded stays on the disk, and what they did stays in the audit log.",
      owns: (count: number) =>
        plural(count, {
          one: "They own a collection, which protects the models it uses:",
          other: `They own ${count} collections, which protect the models they use:`,
        }),
      first: "Remove these first, or disable the account instead.",
      toCollections: "Go to the collections",
      submit: (name: string) => `Remove ${name}`,
    },
    forAdmins: "Only administrators manage users. Ask one, or sign in as one.",
  },
  linked: {
    at: (issuer: string, when: string) => `${issuer} · linked ${when}`,
    asleep: "This provider is not set up here any more: nobody signs in with it.",
    unlink: "Unlink",
    unlinked: "The account is unlinked. All other sessions have ended; API tokens stay.",
    about:
      "Each of these can sign in. Unlinking one ends all other sessions of the account; API tokens and other linked accounts stay: check them.",
    toTokens: "Check the tokens",
  },
  account: {
    title: "Account",
    mayDo: {
      viewer: "Viewer: sees models, downloads and storage. A member or administrator changes them.",
      member: "Member: also downloads, registers collections, and deletes what they downloaded.",
      admin: "Administrator: also deletes any model, and manages users, tokens and the Hub token.",
    },
    password: "Password",
    providerAbout: (provider: string) => `Once linked, you can also sign in with ${provider}.`,
    linkProvider: (provider: string) => `Link my ${provider} account`,
    noProvider: "Linked accounts",
    noProviderAbout: "No sign-in provider is set up any more.",
    passwordAbout: "A new password ends all other sessions.",
    current: "Current password",
    next: "New password",
    change: "Change the password",
    changed: "The password is changed. All other sessions have ended.",
    tokens: "API tokens",
    tokensAbout:
      "For programs that act as you, such as a RAG service that registers its collections.",
    toTokens: "Manage tokens",
    notifications: "Notifications",
    sessions: "Sessions",
    thisOne: "This session",
    began: (when: string) => `signed in ${when}`,
    used: (when: string) => `last used ${when}`,
    end: "End",
    ended: "The session has ended.",
    endOthers: "End all other sessions",
    endedOthers: (count: number) =>
      plural(count, {
        one: "1 other session has ended.",
        other: `${count} other sessions have ended.`,
      }),
    unknownAgent: "an unknown program",
    programOn: (program: string, system: string) => `${program} on ${system}`,
  },
};
