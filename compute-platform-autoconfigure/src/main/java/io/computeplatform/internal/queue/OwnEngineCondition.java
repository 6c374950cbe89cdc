package io.computeplatform.internal.queue;

import io.computeplatform.JobExecutor;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Creates the library's beans in a context, unless a parent has them and the context
 * declares no executor: then it uses those of its parent. Decided once, for the queues;
 * all other beans depend on them, so that no context has only a part of them.
 */
final class OwnEngineCondition extends SpringBootCondition implements ConfigurationCondition {

	private static final String ENGINE = "computeJobQueues";

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Own engine for jobs");
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		BeanFactory parent = (beanFactory != null) ? beanFactory.getParentBeanFactory() : null;
		if (beanFactory == null || parent == null || !parent.containsBean(ENGINE)) {
			return ConditionOutcome.match(message.because("no parent context has one"));
		}
		if (beanFactory.getBeanNamesForType(JobExecutor.class, true, false).length > 0) {
			return ConditionOutcome.match(message.because("the context declares executors"));
		}
		return ConditionOutcome.noMatch(message.because("a parent context has one, and no executor is declared here"));
	}

}
