package io.computeplatform.internal.actuate;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

@Configuration(proxyBeanMethods = false)
class JobEndpointSecurity {

	@Bean
	@Order(1)
	SecurityFilterChain jobEndpoints(HttpSecurity http) throws Exception {
		return http
			.securityMatcher("/actuator/failedjobs/**", "/actuator/failedjobspage/**", "/actuator/computejobs/**",
					"/actuator/computequeues/**", "/actuator/computemessages/**")
			.authorizeHttpRequests((requests) -> requests.requestMatchers(HttpMethod.GET)
				.hasAnyRole("JOB_READER", "JOB_ADMINISTRATOR")
				.anyRequest()
				.hasRole("JOB_ADMINISTRATOR"))
			.httpBasic(Customizer.withDefaults())
			.csrf((csrf) -> csrf.disable())
			.build();
	}

}
