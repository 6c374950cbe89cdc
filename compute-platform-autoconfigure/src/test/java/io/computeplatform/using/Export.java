package io.computeplatform.using;

import java.util.List;

import io.computeplatform.JobType;

@JobType("export")
record Export(List<String> customers) {

}
