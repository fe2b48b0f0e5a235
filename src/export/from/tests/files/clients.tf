variable "host" {
  default = "app.example.org"
}

resource "aws_cognito_user_pool" "main" {
  name = "customers"
}

resource "aws_cognito_user_pool_client" "web" {
  name                = "web"
  user_pool_id        = aws_cognito_user_pool.main.id
  allowed_oauth_flows = ["code"]
  callback_urls       = ["https://app.example.org/cb", "https://${var.host}/cb"]
  logout_urls         = [for h in var.hosts : "https://${h}/bye"]
  explicit_auth_flows = concat(local.flows, ["ALLOW_USER_AUTH"])
  default_redirect_uri = <<-EOT
    https://app.example.org/cb
  EOT
  access_token_validity = (15)
  id_token_validity     = 30

  token_validity_units {
    access_token  = "minutes"
    id_token      = var.unit
    refresh_token = "days"
  }

  dynamic "refresh_token_rotation" {
    for_each = var.rotate ? [1] : []
    content {
      feature = "ENABLED"
    }
  }

  future_argument = 1

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_cognito_user_pool_client" "shop" {
  count           = 3
  name            = "shop-${count.index}"
  user_pool_id    = "us-west-2_abc123"
  generate_secret = true
}

import {
  to = aws_cognito_user_pool_client.web
  id = "us-west-2_abc123/3ho4ek12345678909nh3fmhpko@us-west-2"
}
