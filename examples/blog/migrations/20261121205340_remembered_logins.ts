import { defineMigration } from "@micro-web/orm";

// remembered logins
// The table api_token is dropped, with what is in it.
export const migration = defineMigration({
  database: "sqlite",
  up: [
    "create table `login_api_token` (`id` text not null primary key, `user_key` text not null, `data` text not null, `created_at` bigint not null, `used_at` bigint null, `ends_at` bigint null)",
    "create index `login_api_token_user_key_index` on `login_api_token` (`user_key`)",
    "create table `login_count` (`id` text not null primary key, `attempts` integer not null, `ends_at` bigint not null)",
    "create index `login_count_ends_at_index` on `login_count` (`ends_at`)",
    "create table `remembered_login` (`id` text not null primary key, `user_key` text not null, `token_key` text not null, `data` text not null, `ends_at` bigint not null)",
    "create index `remembered_login_user_key_index` on `remembered_login` (`user_key`)",
    "create index `remembered_login_ends_at_index` on `remembered_login` (`ends_at`)",
    "drop table if exists `api_token`",
  ],
  down: [
    "create table `api_token` (`id` TEXT not null primary key, `user_id` TEXT not null, `hash` TEXT not null, `name` TEXT not null, `abilities` json not null, `created_at` bigint not null, `expires_at` bigint null, `last_used_at` bigint null)",
    "create index `api_token_user_id_index` on `api_token` (`user_id`)",
    "drop table if exists `login_api_token`",
    "drop table if exists `login_count`",
    "drop table if exists `remembered_login`",
  ],
});
