package io.computeplatform.test.example;

record Reminder(long invoice, String customer) {

}
