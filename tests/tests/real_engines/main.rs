//! The engines run as the bundle says: with its configuration, its start command and its grants job, which may come again; users may do what their edges say, and nothing else.
//!
//! Where an image can't be pulled the same program comes from the machine's packages: PostgreSQL, MariaDB, Redis (also in Valkey's place, which it is the ancestor of), RabbitMQ and NATS. Each is also destroyed and put back from a copy. Their versions are older than those of the images; what is tried holds for both.
#![cfg(feature = "real")]

mod lab;
mod mariadb;
mod nats;
mod postgres;
mod rabbitmq;
mod redis;
