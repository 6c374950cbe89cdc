package io.computeplatform.using;

record Exported(int statements) {

}
